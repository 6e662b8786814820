import { type Batch, placeOf } from '../../src/model/feed.js'
import { PURPOSE, stream } from '../../src/random/index.js'
import { type Double, dot, exact, plus, times } from './double-double.js'
import { eliminated } from './linear.js'
import { plainLosses } from './losses.js'
import { jacobian, outputs } from './network.js'
import type { RandomRun } from './random-run.js'

/** Everything about one batch that the dense formulas need, sample by sample. */
function perSample(run: RandomRun, params: ArrayLike<number>, place: number, sampled: { i: number; step: number }) {
  const { graph, samples, heads } = run
  const inputs: Record<string, number[]> = {}
  graph.inputs.forEach((name, k) => {
    const units = samples.inputs[k].length / samples.count
    inputs[name] = Array.from(samples.inputs[k].subarray(place * units, (place + 1) * units))
  })
  const z = outputs(graph, params, inputs)
  const J = jacobian(graph, params, inputs)
  let at = 0
  return heads.map(({ loss, weight }, k) => {
    const plain = plainLosses[loss]
    const y = samples.targets[k]
    const m = loss === 'softmaxCrossEntropy' ? widthOf(run, k) : y.length / samples.count
    const own = z.slice(at, at + m)
    const rows = J.slice(at, at + m)
    at += m
    const target = loss === 'softmaxCrossEntropy' ? [y[place]] : Array.from(y.subarray(place * m, (place + 1) * m))
    const random = stream(0, PURPOSE.sampledLabels, sampled.step, sampled.i * heads.length + k)
    const drawn = () => {
      if (loss === 'meanSquaredError') return own.map(() => random.normal())
      if (loss === 'sigmoidCrossEntropy')
        return plain.gradient(
          own,
          own.map(logit => (random.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0)),
        )
      let left = random.uniform()
      const p = plain.gradient(own, [-1])
      let label = 0
      while (label < m - 1 && left >= p[label]) left -= p[label++]
      return plain.gradient(own, [label])
    }
    /** L v of L = diag √p − p √pᵀ and the signs v of this sample; nothing for a loss that keeps all its rows. */
    const sketched = () => {
      if (loss !== 'softmaxCrossEntropy') return undefined
      const signs = stream(0, PURPOSE.outputSigns, sampled.step, sampled.i * heads.length + k)
      const word = signs.word()
      const v = own.map((_, a) => ((word >>> a) & 1 ? 1 : -1))
      const p = plain.gradient(own, [-1])
      return p.map((row, a) =>
        p.reduce((sum, column, b) => sum + ((a === b ? Math.sqrt(row) : 0) - row * Math.sqrt(column)) * v[b], 0),
      )
    }
    return {
      sketched,
      omega: weight * (samples.weights?.[place] ?? 1),
      r: plain.gradient(own, target),
      drawn,
      H: plain.hessian(own),
      J: rows,
      value: plain.value(own, target),
    }
  })
}

function widthOf({ graph }: RandomRun, head: number): number {
  const node = graph.nodes.find(({ name }) => name === graph.outputs[head])
  return node?.kind === 'dense' ? node.units : Number.NaN
}

/** A sample and head: the rows J of its outputs, the curvature H between them, and ω/N. */
interface Term {
  readonly J: number[][]
  readonly H: number[][]
  readonly scale: number
}

/** The dense model of Ren & Goldfarb 2019 at θ, kept in factors so that no digit is lost before the solve. */
export interface DenseModel {
  readonly loss: number
  /** g = Σ scale · Jᵀ r over S1. */
  readonly gradient: readonly { readonly J: number[][]; readonly r: number[]; readonly scale: number }[]
  /** What the step follows instead of −g, r scaled: the improved empirical Fisher's right-hand side. */
  readonly follows: readonly { readonly J: number[][]; readonly r: number[]; readonly scale: number }[]
  /** C = Σ scale · Jᵀ H J over S2; a Fisher row has one row u = Jᵀ r and H = 1. */
  readonly curvature: readonly Term[]
}

const combine = (J: number[][], x: number[]) => J[0].map((_, p) => J.reduce((sum, row, a) => sum + row[p] * x[a], 0))

export function denseModel(run: RandomRun, params: ArrayLike<number>, S1: Batch, S2: Batch, step: number): DenseModel {
  const samplesOf = (batch: Batch) =>
    Array.from({ length: batch.count }, (_, i) => perSample(run, params, placeOf(batch, i), { i, step })).flat()
  const first = samplesOf(S1)
  const { rows } = run.optimizer
  // As one row u = Jᵀ r, rounded once, where the curvature has that row too: g then lies in the span of the rows.
  const gradient = first.map(({ J, r, omega }) => {
    const scale = omega / S1.count
    return rows === 'empirical' || rows === 'improvedEmpirical'
      ? { J: [combine(J, r)], r: [1], scale }
      : { J, r, scale }
  })
  const squared = (r: number[]) => r.reduce((sum, x) => sum + x * x, 0)
  return {
    loss: first.reduce((sum, { omega, value }) => sum + (omega * value) / S1.count, 0),
    gradient,
    follows:
      rows === 'improvedEmpirical'
        ? gradient.map(({ J, scale }, k) => ({ J, r: [squared(first[k].r)], scale }))
        : gradient,
    curvature: samplesOf(S2).map(({ J, H, r, drawn, sketched, omega }) => {
      const scale = omega / S2.count
      if (rows === 'ggn') return { J, H, scale }
      if (rows === 'sketched') {
        const combination = sketched()
        return combination ? { J: [combine(J, combination)], H: [[1]], scale } : { J, H, scale }
      }
      return { J: [combine(J, rows === 'sampled' ? drawn() : r)], H: [[1]], scale }
    }),
  }
}

/** C as a matrix, in float64. */
export function denseCurvature({ curvature }: DenseModel, P: number): number[][] {
  const C = Array.from({ length: P }, () => new Array<number>(P).fill(0))
  for (const { J, H, scale } of curvature) {
    const HJ = H.map(line => combine(J, line))
    for (let p = 0; p < P; p++)
      for (let a = 0; a < J.length; a++) {
        const factor = scale * J[a][p]
        for (let s = 0; s < P; s++) C[p][s] += factor * HJ[a][s]
      }
  }
  return C
}

/** g as a vector, in float64. */
export const denseGradient = ({ gradient }: DenseModel, P: number): number[] =>
  gradient.reduce(
    (sum, { J, r, scale }) => combine(J, r).map((x, p) => sum[p] + scale * x),
    new Array<number>(P).fill(0),
  )

/**
 * −(C + (λ + w) I)⁻¹ (g + w θ − λ μ d₋) by elimination, refined on residuals in double-double arithmetic that never form
 * C or g: in float64 both lose ε‖C‖/λ of the solution.
 */
export function denseDirection(
  model: DenseModel,
  params: ArrayLike<number>,
  lambda: number,
  weightDecay: number,
  carried?: ArrayLike<number>,
  momentum = 0,
): number[] {
  const P = params.length
  const A = denseCurvature(model, P).map((row, p) => row.map((x, s) => x + (p === s ? lambda + weightDecay : 0)))
  const residual = (x: number[]): number[] => {
    const r: Double[] = Array.from({ length: P }, (_, p) => {
      const own = plus(times([x[p], 0], -lambda), times([x[p], 0], -weightDecay))
      const decay = times([params[p], 0], -weightDecay)
      return plus(own, carried ? plus(decay, times(times([carried[p], 0], lambda), momentum)) : decay)
    })
    const add = (row: number[], factor: Double) => {
      for (let p = 0; p < P; p++) r[p] = plus(r[p], times(factor, row[p]))
    }
    for (const { J, r: along, scale } of model.follows)
      J.forEach((row, a) => {
        add(row, times([-along[a], 0], scale))
      })
    for (const { J, H, scale } of model.curvature) {
      const Jx = J.map(row => dot(exact(row), x))
      J.forEach((row, a) => {
        add(row, times(dot(Jx, H[a]), -scale))
      })
    }
    return r.map(([hi]) => hi)
  }
  const solve = eliminated(A)
  let x = new Array<number>(P).fill(0)
  for (let round = 0; round < 4; round++) {
    const dx = solve(residual(x))
    x = x.map((value, p) => value + dx[p])
  }
  return x
}
