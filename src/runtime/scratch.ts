import { type DType, sizeOf } from './dtype.js'

/** Block sizes of the packed kernels, as in `assembly/blocks.ts`: a depth of 384, 96 rows and a tile, 2 KiB of columns. */
const DEPTH = 384
const ROWS = 100
const COLUMN_BYTES = 2048
const TILE_BYTES = 512
const WIDEST_TILE = 8

/** Bytes one thread packs into, for products of at most `columns` columns. */
export function scratchBytes(dtype: DType, columns: number): number {
  const size = sizeOf(dtype)
  const across = Math.min(columns + WIDEST_TILE, COLUMN_BYTES / size)
  return TILE_BYTES + (ROWS + across) * DEPTH * size
}
