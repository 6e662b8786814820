/**
 * The closed forms of Ren & Goldfarb 2019 and its relatives, each evaluated densely on one small network, against the
 * direction that the step really takes. Row order is sample-major: row (i, a) is i · m + a.
 */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type RowKind, seedRows } from '../../src/curvature/rows.js'
import { range } from '../../src/model/feed.js'
import { outputsOf } from '../../src/model/losses/outputs.js'
import { softmaxCrossEntropy } from '../../src/model/losses/softmax-cross-entropy.js'
import { openRun } from '../helpers/open-run.js'
import { distance, solveDense } from '../reference/linear.js'
import { plainLosses } from '../reference/losses.js'
import { jacobian, outputs } from '../reference/network.js'
import { type RandomRun, randomRun } from '../reference/random-run.js'

type Matrix = number[][]

const LAMBDA = 0.37
const template = randomRun(8)
const N = 5
const run = (rows: RowKind): RandomRun => ({
  ...template,
  heads: [{ loss: 'softmaxCrossEntropy', weight: 1 }],
  samples: {
    count: N,
    inputs: template.samples.inputs.map(x => x.slice(0, (x.length / template.samples.count) * N)),
    targets: [Int32Array.of(0, 2, 1, 1, 0)],
  },
  weightDecay: 0,
  optimizer: {
    ...template.optimizer,
    rows,
    method: rows === 'ggn' ? 'smwGN' : 'smwNG',
    gradientBatch: 'full',
    curvatureBatch: N,
    curvatureFrom: 'gradientBatch',
    solve: 'rows',
    momentum: 0,
  },
})

async function direction(rows: RowKind) {
  const { stepper, workspace, layout } = await openRun(run(rows), 'float64', LAMBDA)
  const { gradientNorm } = stepper.step({ rate: 1e-3, used: 0 })
  return { d: Array.from(workspace.vector(layout.arrays.direction)), gradientNorm }
}

/** The rows J~ that a step seeds, by transposed products of unit vectors, for these labels. */
async function seeded(rows: RowKind, labels: Int32Array): Promise<Matrix> {
  const asked = run(rows)
  const opened = await openRun({ ...asked, samples: { ...asked.samples, targets: [labels] } }, 'float64', LAMBDA)
  const { workspace, layout, plan, stepper } = opened
  const q = layout.curvature?.q ?? 0
  const batch = range(0, N)
  workspace.forwardBatch(stepper.theta, plan.training, batch, { value: 0, shown: 0 })
  const s = new Float64Array(N * q)
  seedRows(rows, workspace.heads, plan.training, batch, { seed: 0, step: 0 }, s)
  const operator = workspace.backwardRows(stepper.theta, N, q)
  const x = new Float64Array(workspace.kernels.buffer, layout.rowVector, N * q)
  return Array.from(s, (_, row) => {
    x.fill(0)
    x[row] = 1
    operator.applyTransposed(layout.rowVector, layout.gradient, false)
    return Array.from(workspace.vector(layout.gradient))
  })
}

const mul = (A: Matrix, B: Matrix): Matrix =>
  A.map(row => B[0].map((_, j) => row.reduce((sum, a, k) => sum + a * B[k][j], 0)))
const T = (A: Matrix): Matrix => A[0].map((_, j) => A.map(row => row[j]))
const apply = (A: Matrix, x: number[]): number[] => A.map(row => row.reduce((sum, a, k) => sum + a * x[k], 0))
const shifted = (A: Matrix, scale: number, shift: number): Matrix =>
  A.map((row, i) => row.map((a, j) => scale * a + (i === j ? shift : 0)))
const dot = (x: number[], y: number[]) => x.reduce((sum, a, k) => sum + a * y[k], 0)
const minus = (x: number[], y: number[], scale = 1) => x.map((a, k) => scale * (a - y[k]))

const { graph, params, samples } = run('ggn')
const m = 3
const R = N * m

/** At some parameters: J: N m × P, r: N m, z: N × m, U: N × P, g = Jᵀr/N. */
function dense(at: ArrayLike<number>) {
  const J: Matrix = []
  const r: number[] = []
  const z: number[][] = []
  for (let i = 0; i < N; i++) {
    const inputs = Object.fromEntries(
      graph.inputs.map((name, k) => [
        name,
        Array.from(
          samples.inputs[k].subarray((i * samples.inputs[k].length) / N, ((i + 1) * samples.inputs[k].length) / N),
        ),
      ]),
    )
    J.push(...jacobian(graph, at, inputs))
    z.push(outputs(graph, at, inputs))
    r.push(...plainLosses.softmaxCrossEntropy.gradient(z[i], [samples.targets[0][i]]))
  }
  const U: Matrix = z.map((_, i) => apply(T(J.slice(i * m, (i + 1) * m)), r.slice(i * m, (i + 1) * m)))
  return { J, r, z, U, g: apply(T(J), r).map(v => v / N) }
}

const { J, r, z, U, g } = dense(params)
const H: Matrix = Array.from({ length: R }, (_, p) =>
  Array.from({ length: R }, (__, q) =>
    Math.floor(p / m) === Math.floor(q / m)
      ? plainLosses.softmaxCrossEntropy.hessian(z[Math.floor(p / m)])[p % m][q % m]
      : 0,
  ),
)
const K = mul(J, T(J))

const equal = (what: string, ours: number[], formula: number[]) => {
  const error = distance(ours, formula)
  assert.ok(error <= 1e-10, `${what}: ${error}`)
}

const { d: gn, gradientNorm } = await direction('ggn')
const { d: ng } = await direction('empirical')

test('SMW-NG: −(1/λ)[g − Uᵀt/N], (λI + UUᵀ/N) t = U g, to 1e-10', () => {
  const t = solveDense(shifted(mul(U, T(U)), 1 / N, LAMBDA), apply(U, g))
  equal(
    'SMW',
    ng,
    minus(
      g,
      apply(T(U), t).map(v => v / N),
      -1 / LAMBDA,
    ),
  )
})

test('empirical Fisher, same batch: −Uᵀc, (λI + UUᵀ/N) c = 1/N, to 1e-10', () => {
  const c = solveDense(shifted(mul(U, T(U)), 1 / N, LAMBDA), new Array(N).fill(1 / N))
  equal(
    'push-through',
    ng,
    apply(T(U), c).map(v => -v),
  )
})

test('SMW-GN as the authors wrote it, unsymmetric: −(1/λ)[g − JᵀH x/N], (λI + JJᵀH/N) x = J g, to 1e-10', () => {
  const x = solveDense(shifted(mul(K, H), 1 / N, LAMBDA), apply(J, g))
  equal(
    'unsymmetric',
    gn,
    minus(
      g,
      apply(T(J), apply(H, x)).map(v => v / N),
      -1 / LAMBDA,
    ),
  )
})

test('exact Gauss–Newton: −Jᵀ(H JJᵀ + NλI)⁻¹ r, to 1e-10', () => {
  equal(
    'EGN',
    gn,
    apply(T(J), solveDense(shifted(mul(H, K), 1, N * LAMBDA), r)).map(v => -v),
  )
})

test('the factor diag(√p) − p√pᵀ of the sketch, with s = (p − y)/√p, gives the step of rank m − 1 to 1e-10', () => {
  const seen = outputsOf(softmaxCrossEntropy, Float64Array.from(z.flat()), m)
  const column = new Float64Array(m)
  const L: Matrix = Array.from({ length: R }, () => new Array(R).fill(0))
  for (let c = 0; c < R; c++) {
    const i = Math.floor(c / m)
    softmaxCrossEntropy.combination?.(
      seen,
      i * m,
      m,
      Float64Array.from({ length: m }, (_, b) => +(b === c % m)),
      column,
    )
    column.forEach((value, a) => {
      L[i * m + a][c] = value
    })
  }
  equal('L Lᵀ = H', mul(L, T(L)).flat(), H.flat())
  const s = z.flatMap((logits, i) =>
    plainLosses.softmaxCrossEntropy.gradient(logits, [-1]).map((p, a) => r[i * m + a] / Math.sqrt(p)),
  )
  equal('L s = r', apply(L, s), r)
  const rows = mul(T(L), J)
  equal(
    'push-through',
    gn,
    apply(T(rows), solveDense(shifted(mul(rows, T(rows)), 1, N * LAMBDA), s)).map(v => -v),
  )
})

test('for softmax the seeded rows have one matrix to 1e-10: Gauss–Newton JᵀHJ, and E[uuᵀ] over the labels', async () => {
  const G = mul(T(J), mul(H, J)).flat()
  const rows = await seeded('ggn', samples.targets[0] as Int32Array)
  equal('Gauss–Newton', mul(T(rows), rows).flat(), G)
  const F = new Array<number>(G.length).fill(0)
  for (let label = 0; label < m; label++) {
    const u = await seeded('empirical', new Int32Array(N).fill(label))
    const chances = z.map(logits => plainLosses.softmaxCrossEntropy.gradient(logits, [-1])[label])
    const weighted = u.map((row, i) => row.map(value => chances[i] * value))
    mul(T(u), weighted)
      .flat()
      .forEach((value, at) => {
        F[at] += value
      })
  }
  equal('Fisher', F, G)
})

test('the damped model promises −½ gᵀd, the undamped one −½ gᵀd + ½ λ‖d‖², and ‖g‖ is what the record says, to 1e-12', () => {
  const C = shifted(mul(T(J), mul(H, J)), 1 / N, 0)
  const Cd = apply(C, gn)
  const promise = (extra: number) => -(dot(g, gn) + (dot(gn, Cd) + extra * dot(gn, gn)) / 2)
  assert.ok(Math.abs(promise(LAMBDA) + dot(g, gn) / 2) <= 1e-12)
  assert.ok(Math.abs(promise(0) - (-dot(g, gn) / 2 + (LAMBDA * dot(gn, gn)) / 2)) <= 1e-12)
  assert.ok(Math.abs(gradientNorm - Math.sqrt(dot(g, g))) <= 1e-12)
})

test('SPRING: the second step is the minimiser Oᵀ(OOᵀ + λI)⁻¹(e − μOd₋) + μd₋ of ‖Od − e‖² + λ‖d − μd₋‖² to 1e-10', async () => {
  const mu = 0.9
  const asked = run('empirical')
  const opened = await openRun({ ...asked, optimizer: { ...asked.optimizer, momentum: mu } }, 'float64', LAMBDA)
  const { stepper, workspace, layout } = opened
  const d = () => Array.from(workspace.vector(layout.arrays.direction))
  stepper.step({ rate: 0.1, used: 0 })
  const carried = d()
  const { U: V } = dense(workspace.vector(stepper.theta).slice())
  stepper.step({ rate: 0.1, used: 0 })
  const O = V.map(row => row.map(v => v / Math.sqrt(N)))
  const e = new Array(N).fill(-1 / Math.sqrt(N))
  const inner = solveDense(
    shifted(mul(O, T(O)), 1, LAMBDA),
    minus(
      e,
      apply(O, carried).map(v => mu * v),
    ),
  )
  equal(
    'row side',
    d(),
    apply(T(O), inner).map((v, p) => v + mu * carried[p]),
  )
  const right = apply(T(O), e).map((v, p) => v + LAMBDA * mu * carried[p])
  equal('parameter side', d(), solveDense(shifted(mul(T(O), O), 1, LAMBDA), right))
})

test.run()
