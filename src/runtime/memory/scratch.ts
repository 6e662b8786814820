import { type DType, sizeOf } from '../dtype.js'

/** Block sizes of the packed kernels, as in `assembly/blocks.ts`; triangles go deeper, half as high and wide. */
const DEPTH = 400
const TRIANGLE_DEPTH = 784
const ROWS = 96
const COLUMN_BYTES = 2048
const HEAD_BYTES = 256
const TILE_ROWS = 4
const WIDEST_TILE = 8

/** Bytes one thread packs into, for products of at most `columns` columns. */
export function scratchBytes(dtype: DType, columns: number): number {
  const size = sizeOf(dtype)
  const widest = COLUMN_BYTES / size
  const across = columns + WIDEST_TILE
  const wide = (ROWS + TILE_ROWS + Math.min(across, widest)) * DEPTH
  const deep = (ROWS / 2 + TILE_ROWS + Math.min(across, widest / 2)) * TRIANGLE_DEPTH
  return HEAD_BYTES + Math.max(wide, deep) * size
}
