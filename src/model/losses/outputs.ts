import { exp, log } from '../../portable.js'
import type { FloatArray } from '../../runtime/dtype.js'
import type { Loss, Outputs } from './loss.js'

const none = new Float64Array(0)

/** Outputs that lie in ordinary memory, rows of m, as a loss sees them. */
export function outputsOf(loss: Pick<Loss, 'normalised'>, z: FloatArray, m: number): Outputs {
  if (!loss.normalised) return { z, logs: none, probabilities: none }
  const logs = new Float64Array(z.length)
  const probabilities = new Float64Array(z.length)
  for (let at = 0; at < z.length; at += m) {
    let top = Number.NEGATIVE_INFINITY
    for (let a = 0; a < m; a++) top = Math.max(top, z[at + a])
    let sum = 0
    for (let a = 0; a < m; a++) sum += exp(z[at + a] - top)
    const logSum = log(sum)
    for (let a = 0; a < m; a++) {
      logs[at + a] = z[at + a] - top - logSum
      probabilities[at + a] = exp(z[at + a] - top) / sum
    }
  }
  return { z, logs, probabilities }
}
