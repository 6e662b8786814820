import { type Batch, placeOf } from '../../src/model/feed.js'
import { PURPOSE, stream } from '../../src/random/index.js'
import { solveDense } from './linear.js'
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
    return {
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

const times = (J: number[][], x: number[]) => J[0].map((_, p) => J.reduce((sum, row, a) => sum + row[p] * x[a], 0))

/** The dense quantities of Ren & Goldfarb 2019 at θ: loss, g over S1, C over S2, and the right-hand side they step along. */
export function denseModel(run: RandomRun, params: ArrayLike<number>, S1: Batch, S2: Batch, step: number) {
  const P = params.length
  const g = new Array<number>(P).fill(0)
  const along = new Array<number>(P).fill(0)
  const C = Array.from({ length: P }, () => new Array<number>(P).fill(0))
  let loss = 0
  const { rows } = run.optimizer
  for (let i = 0; i < S1.count; i++)
    for (const { omega, r, J, value } of perSample(run, params, placeOf(S1, i), { i, step })) {
      loss += (omega * value) / S1.count
      const scale = rows === 'improvedEmpirical' ? r.reduce((sum, x) => sum + x * x, 0) : 1
      times(J, r).forEach((x, p) => {
        g[p] += (omega * x) / S1.count
        along[p] -= (omega * scale * x) / S1.count
      })
    }
  for (let i = 0; i < S2.count; i++)
    for (const { omega, r, drawn, H, J } of perSample(run, params, placeOf(S2, i), { i, step })) {
      const terms: number[][] = rows === 'ggn' ? [] : [times(J, rows === 'sampled' ? drawn() : r)]
      for (let p = 0; p < P; p++)
        for (let s = 0; s < P; s++) {
          let entry = terms.reduce((sum, u) => sum + u[p] * u[s], 0)
          if (rows === 'ggn')
            H.forEach((line, a) => {
              line.forEach((h, b) => {
                entry += J[a][p] * h * J[b][s]
              })
            })
          C[p][s] += (omega * entry) / S2.count
        }
    }
  return { loss, g, along, C }
}

/** −(C + (λ + w) I)⁻¹ (g + w θ − λ μ d₋). */
export function denseDirection(
  { along, C }: ReturnType<typeof denseModel>,
  params: ArrayLike<number>,
  lambda: number,
  weightDecay: number,
  carried: ArrayLike<number> | undefined,
  momentum: number,
): number[] {
  const A = C.map((row, p) => row.map((value, s) => value + (p === s ? lambda + weightDecay : 0)))
  const b = along.map((value, p) => value - weightDecay * params[p] + (carried ? lambda * momentum * carried[p] : 0))
  return solveDense(A, b)
}
