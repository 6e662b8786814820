import { Tile } from './micro-kernel'

/**
 * How the operands are cut so that they stay in cache: a panel pair in the first level, a block of B in the second.
 * Depths of 192–400 and 96–240 rows measured within 1 % of each other, 512 deep 6 % slower. Triangles go twice as deep,
 * half as high and wide: their tiles are combined with weights once for each depth.
 */
@final
export class Block {
  static readonly deepest: i32 = 400
  static readonly deepestTriangle: i32 = 784
  static readonly rows: i32 = 96
  /** A tile and a row of weights. */
  static readonly head: i32 = 256

  /** Depth of a block where the inner size is k: blocks of equal depth, so that none is a sliver. */
  static depth(k: i32, deepest: i32): i32 {
    const blocks = (k + deepest - 1) / deepest
    return min(((k + blocks - 1) / blocks + 3) & ~3, k)
  }

  /** Whether the block of rows that row i begins or lies in belongs to one of parts [first, last): they go in turns. */
  @inline static owned(i: i32, parts: i32, first: i32, last: i32): bool {
    if (parts === 1) return true
    const part = (i / Block.rows) % parts
    return part >= first && part < last
  }

  /** Columns of op(B) packed at a time: bounds the scratch, 768 KiB for either type. */
  @inline static columns<T extends number>(): i32 {
    return 2048 / sizeof<T>()
  }

  /** Scratch: one tile, then packed rows, then packed columns, no deeper than k needs. */
  @inline static tileAt(scratch: usize): usize {
    return scratch
  }

  @inline static rowsAt(scratch: usize): usize {
    return scratch + Block.head
  }

  /** Where columns begin behind `rows` packed rows and a tile that reaches beyond them. */
  @inline static columnsAt<T extends number>(scratch: usize, rows: i32, depth: i32): usize {
    return Block.rowsAt(scratch) + <usize>(rows + Tile.rows) * depth * sizeof<T>()
  }
}
