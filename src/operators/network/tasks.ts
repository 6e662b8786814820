import {
  type Curvature,
  curvatureProduct,
  jacobianProduct,
  jacobianTransposed,
  meanGradient,
  outputResiduals,
  rowProduct,
  rowsTransposed,
} from './engine.js'
import { gradientNorms } from './gradient-norms.js'
import { type FactorKind, factorNumbers } from './kronecker-factors.js'
import type { Linearisation } from './linearisation.js'
import type { Sweeps } from './sweeps.js'

/** Everything that is asked of a linearised model, as it crosses threads; `v` and `u` are checked. */
export type Task =
  /** Means over samples. */
  | { readonly kind: 'curvature'; readonly of: Curvature; readonly v: Float64Array }
  | { readonly kind: 'gradient' }
  | { readonly kind: 'factors'; readonly of: FactorKind }
  /** Numbers by samples. */
  | { readonly kind: 'jacobian' | 'rows'; readonly v: Float64Array }
  | { readonly kind: 'norms' | 'residuals' }
  /** Sums over samples, of numbers by samples. */
  | { readonly kind: 'jacobianTransposed' | 'rowsTransposed'; readonly u: Float64Array }

/** Whoever does tasks. @throws WoodburyError */
export type Engine = (task: Task) => Promise<Float64Array>

export function perform(sweeps: Sweeps, task: Task): Float64Array {
  switch (task.kind) {
    case 'curvature':
      return curvatureProduct(sweeps, task.of, task.v)
    case 'gradient':
      return meanGradient(sweeps)
    case 'factors':
      return factorNumbers(sweeps, task.of)
    case 'jacobian':
      return jacobianProduct(sweeps, task.v)
    case 'rows':
      return rowProduct(sweeps, task.v)
    case 'norms':
      return gradientNorms(sweeps)
    case 'residuals':
      return outputResiduals(sweeps)
    case 'jacobianTransposed':
      return jacobianTransposed(sweeps, task.u)
    case 'rowsTransposed':
      return rowsTransposed(sweeps, task.u)
  }
}

/** The samples in at most `parts` runs of about the same length. */
export function sharesOf(lin: Linearisation, parts: number): Linearisation[] {
  const { samples } = lin
  const { count } = samples
  const shares = Math.min(parts, count)
  return Array.from({ length: shares }, (_, k) => {
    const [from, to] = [Math.floor((k * count) / shares), Math.floor(((k + 1) * count) / shares)]
    const part = <T extends { readonly length: number; slice(from: number, to: number): unknown }>(array: T): T =>
      array.slice((from * array.length) / count, (to * array.length) / count) as T
    return {
      ...lin,
      first: lin.first + from,
      samples: {
        count: to - from,
        inputs: samples.inputs.map(part),
        targets: samples.targets.map(part),
        ...(samples.weights && { weights: part(samples.weights) }),
      },
    }
  })
}

/** A task for each share. */
export function split(task: Task, counts: readonly number[]): Task[] {
  if (task.kind !== 'jacobianTransposed' && task.kind !== 'rowsTransposed') return counts.map(() => task)
  const total = counts.reduce((a, b) => a + b, 0)
  const width = task.u.length / total
  let from = 0
  return counts.map(count => {
    const u = task.u.slice(from * width, (from + count) * width)
    from += count
    return { ...task, u }
  })
}

/** What the shares came to, as one. */
export function join({ kind }: Task, results: readonly Float64Array[], counts: readonly number[]): Float64Array {
  const total = counts.reduce((a, b) => a + b, 0)
  if (kind === 'jacobian' || kind === 'rows' || kind === 'norms' || kind === 'residuals') {
    const joined = new Float64Array(results.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const part of results) {
      joined.set(part, at)
      at += part.length
    }
    return joined
  }
  const isMean = kind === 'curvature' || kind === 'gradient' || kind === 'factors'
  const joined = new Float64Array(results[0].length)
  results.forEach((part, k) => {
    const share = isMean ? counts[k] / total : 1
    for (let p = 0; p < joined.length; p++) joined[p] += share * part[p]
  })
  return joined
}
