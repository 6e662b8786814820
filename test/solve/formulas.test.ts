/**
 * The closed forms of Ren & Goldfarb 2019 and its relatives, each evaluated densely on one small network, against the
 * direction that the step really takes. Row order is sample-major: row (i, a) is i · m + a.
 */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RowKind } from '../../src/curvature/rows.js'
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

const mul = (A: Matrix, B: Matrix): Matrix =>
  A.map(row => B[0].map((_, j) => row.reduce((sum, a, k) => sum + a * B[k][j], 0)))
const T = (A: Matrix): Matrix => A[0].map((_, j) => A.map(row => row[j]))
const apply = (A: Matrix, x: number[]): number[] => A.map(row => row.reduce((sum, a, k) => sum + a * x[k], 0))
const shifted = (A: Matrix, scale: number, shift: number): Matrix =>
  A.map((row, i) => row.map((a, j) => scale * a + (i === j ? shift : 0)))
const dot = (x: number[], y: number[]) => x.reduce((sum, a, k) => sum + a * y[k], 0)
const minus = (x: number[], y: number[], scale = 1) => x.map((a, k) => scale * (a - y[k]))

// J: N m × P, r: N m, H: block diagonal, U: N × P, g = Jᵀr/N.
const { graph, params, samples } = run('ggn')
const m = 3
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
  J.push(...jacobian(graph, params, inputs))
  z.push(outputs(graph, params, inputs))
  r.push(...plainLosses.softmaxCrossEntropy.gradient(z[i], [samples.targets[0][i]]))
}
const R = N * m
const H: Matrix = Array.from({ length: R }, (_, p) =>
  Array.from({ length: R }, (__, q) =>
    Math.floor(p / m) === Math.floor(q / m)
      ? plainLosses.softmaxCrossEntropy.hessian(z[Math.floor(p / m)])[p % m][q % m]
      : 0,
  ),
)
const U: Matrix = Array.from({ length: N }, (_, i) =>
  apply(T(J.slice(i * m, (i + 1) * m)), r.slice(i * m, (i + 1) * m)),
)
const g = apply(T(J), r).map(v => v / N)
const K = mul(J, T(J))

const equal = (what: string, ours: number[], formula: number[]) => {
  const error = distance(ours, formula)
  assert.ok(error <= 1e-10, `${what}: ${error}`)
}

const { d: gn, gradientNorm } = await direction('ggn')
const { d: ng } = await direction('empirical')

test('SMW-NG: −(1/λ)[g − Uᵀt/N], (λI + UUᵀ/N) t = U g', () => {
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

test('empirical Fisher, same batch: −Uᵀc, (λI + UUᵀ/N) c = 1/N', () => {
  const c = solveDense(shifted(mul(U, T(U)), 1 / N, LAMBDA), new Array(N).fill(1 / N))
  equal(
    'push-through',
    ng,
    apply(T(U), c).map(v => -v),
  )
})

test('SMW-GN as the authors wrote it, unsymmetric: −(1/λ)[g − JᵀH x/N], (λI + JJᵀH/N) x = J g', () => {
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

test('exact Gauss–Newton: −Jᵀ(H JJᵀ + NλI)⁻¹ r', () => {
  equal(
    'EGN',
    gn,
    apply(T(J), solveDense(shifted(mul(H, K), 1, N * LAMBDA), r)).map(v => -v),
  )
})

test('the rank-m factor diag(√p) − p√pᵀ with s = (p − y)/√p gives the step of our rank m − 1 rows', () => {
  const L: Matrix = Array.from({ length: R }, () => new Array(R).fill(0))
  const s: number[] = []
  z.forEach((logits, i) => {
    const p = plainLosses.softmaxCrossEntropy.gradient(logits, [-1])
    p.forEach((pa, a) => {
      s.push(r[i * m + a] / Math.sqrt(pa))
      p.forEach((pb, b) => {
        L[i * m + a][i * m + b] = (a === b ? Math.sqrt(pa) : 0) - pa * Math.sqrt(pb)
      })
    })
  })
  equal('L Lᵀ = H', mul(L, T(L)).flat(), H.flat())
  equal('L s = r', apply(L, s), r)
  const rows = mul(T(L), J)
  equal(
    'push-through',
    gn,
    apply(T(rows), solveDense(shifted(mul(rows, T(rows)), 1, N * LAMBDA), s)).map(v => -v),
  )
})

test('for softmax the Fisher matrix is the Gauss–Newton matrix: E[uuᵀ] = JᵀHJ', () => {
  const G = mul(T(J), mul(H, J))
  const F = G.map(row => row.map(() => 0))
  z.forEach((logits, i) => {
    const p = plainLosses.softmaxCrossEntropy.gradient(logits, [-1])
    p.forEach((chance, label) => {
      const u = apply(
        T(J.slice(i * m, (i + 1) * m)),
        p.map((v, a) => v - (a === label ? 1 : 0)),
      )
      for (let a = 0; a < u.length; a++) for (let b = 0; b < u.length; b++) F[a][b] += chance * u[a] * u[b]
    })
  })
  equal('F = G', F.flat(), G.flat())
})

test('the damped model promises −½ gᵀd, the undamped one −½ gᵀd + ½ λ‖d‖², and ‖g‖ is what the record says', () => {
  const C = shifted(mul(T(J), mul(H, J)), 1 / N, 0)
  const Cd = apply(C, gn)
  const promise = (extra: number) => -(dot(g, gn) + (dot(gn, Cd) + extra * dot(gn, gn)) / 2)
  assert.ok(Math.abs(promise(LAMBDA) + dot(g, gn) / 2) <= 1e-12)
  assert.ok(Math.abs(promise(0) - (-dot(g, gn) / 2 + (LAMBDA * dot(gn, gn)) / 2)) <= 1e-12)
  assert.ok(Math.abs(gradientNorm - Math.sqrt(dot(g, g))) <= 1e-12)
})

test('SPRING: the minimiser of ‖Od − e‖² + λ‖d − μd₋‖² is Oᵀ(OOᵀ + λI)⁻¹(e − μOd₋) + μd₋', () => {
  const O = U.map(row => row.map(v => v / Math.sqrt(N)))
  const e = new Array(N).fill(-1 / Math.sqrt(N))
  const carried = g.map((_, p) => Math.sin(p))
  const mu = 0.9
  const inner = solveDense(
    shifted(mul(O, T(O)), 1, LAMBDA),
    minus(
      e,
      apply(O, carried).map(v => mu * v),
    ),
  )
  const rows = apply(T(O), inner).map((v, p) => v + mu * carried[p])
  const right = apply(T(O), e).map((v, p) => v + LAMBDA * mu * carried[p])
  equal('both sides', rows, solveDense(shifted(mul(T(O), O), 1, LAMBDA), right))
})

test.run()
