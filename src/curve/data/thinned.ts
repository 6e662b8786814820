import type { Random } from '../../random/stream.js'
import type { Points } from './points.js'

/** A short list among long ones keeps this many rows. */
const LEAST_ROWS = 50

/** A share of the rows, one drawn from each of as many stretches of equal length: x in order stays covered, and no period is met. */
export function thinned(points: Points, share: number, random: Random): Points {
  const { columns, y, scale, indices } = points
  const rows = y.length
  const count = Math.min(rows, Math.max(LEAST_ROWS, Math.round(share * rows)))
  const chosen = new Int32Array(count)
  for (let k = 0; k < count; k++) chosen[k] = Math.floor(((k + random.word() / 2 ** 32) * rows) / count)
  return {
    ...points,
    columns: columns.map(column => picked(column, chosen)),
    y: picked(y, chosen),
    scale: scale && picked(scale, chosen),
    indices: indices ? chosen.map(row => indices[row]) : chosen,
  }
}

/** By a loop: `from` with a function takes ten times as long. */
function picked(from: Float64Array, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) out[i] = from[rows[i]]
  return out
}
