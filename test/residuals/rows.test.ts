import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { energyNaturalGradient, fit, lbfgs, residuals, sgd, smwGN } from '../../src/index.js'
import { solveDense } from '../reference/linear.js'
import { burgers, net, normals, plainRows, roots, START } from './plain.js'

const { r, J } = plainRows(net.params, START)
const P = J[0].length
const gradient = J[0].map((_, p) => J.reduce((sum, row, k) => sum + row[p] * r[k], 0))
const normal = (shift: number) =>
  gradient.map((_, p) =>
    gradient.map((__, q) => J.reduce((sum, row) => sum + row[p] * row[q], 0) + (p === q ? shift : 0)),
  )

const close = (ours: readonly number[], exact: readonly number[], bound: number, what: string) => {
  const scale = Math.hypot(...exact)
  const distance = Math.hypot(...exact.map((each, k) => ours[k] - each))
  assert.ok(distance <= bound * scale, `${what}: off by ${distance / scale} of it`)
}

/** The step from the start, and the loss there, by one step of a method. */
async function step(optimizer: Parameters<typeof smwGN>[0] | object, threads = 1) {
  const result = await fit(net, residuals(burgers), { optimizer: optimizer as never, steps: 1, threads })
  const { viscosity } = result.parameters as Record<string, number>
  const params = Array.from(result.model.params, (value, p) => value - net.params[p])
  return { d: [...params, viscosity - START], result }
}

test('the rows are those of plain finite differences', () => {
  const at = (p: number, h: number) => {
    const params = Float64Array.from(net.params)
    if (p < params.length) params[p] += h
    return plainRows(params, p < params.length ? START : START + h).r
  }
  for (let p = 0; p < P; p += 3) {
    const h = 1e-5
    const [up, down] = [at(p, h), at(p, -h)]
    r.forEach((_, k) => {
      assert.ok(Math.abs((up[k] - down[k]) / (2 * h) - J[k][p]) < 1e-8, `row ${k}, parameter ${p}`)
    })
  }
})

test('a plain gradient step: loss Σ w mean r², gradient Jᵀr with the coefficient’s own part, to 1e-12', async () => {
  const { d, result } = await step(sgd({ gradientBatch: 'full', learningRate: 1e-3, momentum: 0 }))
  close(
    d,
    gradient.map(g => -1e-3 * g),
    1e-11,
    'step',
  )
  const loss = r.reduce((sum, each) => sum + each * each, 0)
  assert.ok(Math.abs(result.history[0].loss - loss) <= 1e-12 * loss)
  assert.ok(Math.abs(result.history[0].gradientNorm - Math.hypot(...gradient)) <= 1e-11 * Math.hypot(...gradient))
})

for (const solve of ['rows', 'parameters'] as const)
  for (const threads of [1, 2])
    test(`smwGN on the side of ${solve}, threads ${threads}: the damped step of the dense formula, to 1e-8`, async () => {
      const lambda = 0.05
      const given = {
        gradientBatch: 'full',
        curvatureBatch: 11,
        damping: lambda,
        momentum: 0,
        klClip: 0,
        lossBound: 0,
      } as const
      const { d } = await step(smwGN({ ...given, solve, learningRate: 1e-2, rejectBadSteps: false }), threads)
      close(
        d,
        solveDense(
          normal(lambda),
          gradient.map(g => -1e-2 * g),
        ),
        1e-8,
        'step',
      )
    })

test('energyNaturalGradient, fewer rows than parameters: the best of the grid along the least-norm solution, to 1e-8', async () => {
  const { d } = await step(energyNaturalGradient())
  const K = J.map(a => J.map(b => a.reduce((sum, x, p) => sum + x * b[p], 0)))
  const t = solveDense(
    K,
    r.map(each => -each),
  )
  const full = gradient.map((_, p) => J.reduce((sum, row, k) => sum + row[p] * t[k], 0))
  const losses = Array.from({ length: 31 }, (_, k) => {
    const length = 2 ** -k
    const params = net.params.map((value, p) => value + length * full[p])
    return plainRows(params, START + length * full[P - 1]).r.reduce((sum, each) => sum + each * each, 0)
  })
  const best = 2 ** -losses.indexOf(Math.min(...losses))
  close(
    d,
    full.map(each => best * each),
    1e-8,
    'step',
  )
})

test('energyNaturalGradient, more rows than parameters: the least squares solution, to 1e-8', async () => {
  // A line through data: u = a x + b is linear in both, so that one step is the end.
  const { dense, sequential } = await import('../../src/index.js')
  const line = sequential({ input: 1, seed: 1, dtype: 'float64' }, [dense(1)])
  const x = normals(9)
  const y = normals(9)
  const { model } = await fit(
    line,
    residuals((u, _x, m) => ({ points: x, residual: m.sub(u, m.column(y)) })),
    { optimizer: energyNaturalGradient(), steps: 1, threads: 1 },
  )
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  const [mx, my] = [mean(x), mean(y)]
  const slope =
    x.reduce((sum, each, k) => sum + (each - mx) * (y[k] - my), 0) / x.reduce((sum, each) => sum + (each - mx) ** 2, 0)
  close(Array.from(model.params), [slope, my - slope * mx], 1e-8, 'line')
})

test('lbfgs starts along the gradient', async () => {
  const { d } = await step(lbfgs())
  const along = d.reduce((sum, each, p) => sum + each * gradient[p], 0)
  assert.ok(
    Math.abs(along + Math.hypot(...d) * Math.hypot(...gradient)) <= 1e-9 * Math.hypot(...d) * Math.hypot(...gradient),
  )
  assert.is(roots.length, 11)
})

test.run()
