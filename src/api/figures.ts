import type { Model } from '../model/graph.js'
import type { LossName, Target } from '../model/losses/loss.js'
import type { FloatArray } from '../runtime/dtype.js'
import type { Prediction } from './prediction.js'

/** The figure people ask for, of one target. */
export interface Figure {
  /** Share of samples whose largest logit is their class (or whose every sigmoid is on the right side of ½). */
  readonly accuracy?: number
  /** √ of the mean square over samples, and over columns where there are several, in the target's own units. */
  readonly rmse?: number
}

export interface Figures extends Figure {
  /** One for each target where there are several, by name; columns without one are counted from 0. */
  readonly targets?: Readonly<Record<string, Figure>>
}

/** One output with what it was to be; weights, where there are any, have mean 1. */
interface Compared {
  readonly prediction: Prediction
  readonly target: Target
  readonly weights?: Float64Array
}

/** Figures of a model's outputs: that of the only output, and where there are several targets one for each. */
export function figuresOf(model: Model, losses: readonly LossName[], outputs: readonly Compared[]): Figures {
  const { graph, columns } = model
  const targets: [string, Figure][] = outputs.flatMap((output, k) => {
    const name = graph.outputs[k]
    const m = output.prediction.shape[1]
    if (losses[k] !== 'meanSquaredError' || m === 1) return [[name, figureOf(losses[k], output)]]
    const known = columns?.[name]
    return Array.from({ length: m }, (_, c): [string, Figure] => [
      `${outputs.length > 1 ? `${name}.` : ''}${known?.[c] ?? c}`,
      { rmse: rootMeanSquare(output, c, 1) },
    ])
  })
  return {
    ...(outputs.length === 1 && figureOf(losses[0], outputs[0])),
    ...(targets.length > 1 && { targets: Object.fromEntries(targets) }),
  }
}

function figureOf(loss: LossName, output: Compared): Figure {
  const { prediction, target: y, weights } = output
  const { data: z, shape } = prediction
  const [n, m] = shape
  if (loss === 'meanSquaredError') return { rmse: rootMeanSquare(output, 0, m) }
  let right = 0
  for (let i = 0; i < n; i++) {
    const hit = loss === 'softmaxCrossEntropy' ? largest(z, i * m, m) === y[i] : sidesAgree(z, y, i * m, m)
    if (hit) right += weights?.[i] ?? 1
  }
  return { accuracy: right / n }
}

/** Over `count` columns from `first` on. Differences are divided by the largest, so that 1e-170 and 1e170 can be squared. */
function rootMeanSquare({ prediction, target: y, weights }: Compared, first: number, count: number): number {
  const { data: z, shape } = prediction
  const [n, m] = shape
  let top = 0
  for (let i = 0; i < n; i++)
    for (let at = i * m + first; weights?.[i] !== 0 && at < i * m + first + count; at++)
      top = Math.max(top, Math.abs(z[at] - y[at]))
  if (top === 0 || !Number.isFinite(top)) return top
  let squares = 0
  for (let i = 0; i < n; i++)
    for (let at = i * m + first; weights?.[i] !== 0 && at < i * m + first + count; at++)
      squares += (weights?.[i] ?? 1) * ((z[at] - y[at]) / top) ** 2
  return top * Math.sqrt(squares / (n * count))
}

function largest(z: FloatArray, at: number, m: number): number {
  let best = 0
  for (let a = 1; a < m; a++) if (z[at + a] > z[at + best]) best = a
  return best
}

function sidesAgree(z: FloatArray, y: Target, at: number, m: number): boolean {
  for (let a = 0; a < m; a++) if (z[at + a] > 0 !== y[at + a] > 0.5) return false
  return true
}
