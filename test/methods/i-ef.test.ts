import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fit, iEF, rowNorm } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { refuses } from '../helpers/refuses.js'
import { distance, solveDense } from '../reference/linear.js'
import { net } from './plain-data.js'
import { dot } from './plain-matrices.js'
import { forward, rowOf, times, transposed, weightsOf } from './plain-net.js'

const random = stream(8, 13)
const x = Array.from({ length: 11 }, () => [random.normal(), random.normal(), random.normal()])
const y = x.map(([a, b, c]) => [Math.sin(a) * b, c ** 2])
const labels = x.map((_, i) => (i % 3 === 0 ? 1 : 0))
const N = x.length

const residual = {
  curves: (z: number[], i: number) => z.map((value, a) => value - y[i][a]),
  classes: ([a, b]: number[], i: number) => {
    const p = 1 / (1 + Math.exp(b - a))
    return [p - (labels[i] === 0 ? 1 : 0), 1 - p - labels[i]]
  },
}
const data = { curves: { x, y }, classes: { x, y: Int32Array.from(labels) } }

for (const problem of ['curves', 'classes'] as const)
  for (const solve of ['rows', 'parameters'] as const)
    for (const mu of [0, 0.7])
      test(`iEF on ${problem}, side of ${solve}, momentum ${mu}: three steps are eq. 8 with λ of the mean row, to 1e-9`, async () => {
        const bounds = { klClip: 0, lossBound: 0, rejectBadSteps: false } as const
        const damping = rowNorm({ share: 0.02 })
        const optimizer = iEF({ gradientBatch: 'full', learningRate: 0.5, momentum: mu, damping, solve, ...bounds })
        const run = await fit(net, data[problem], { optimizer, steps: 3, dtype: 'float64', threads: 1 })
        let theta: number[] = Array.from(net.params)
        let last = theta.map(() => 0)
        for (let t = 0; t < 3; t++) {
          const weights = weightsOf(theta)
          const r = x.map((row, i) => residual[problem](forward(weights, row).z, i))
          const U = x.map((row, i) => rowOf(weights, row, r[i]))
          const lambda = (0.02 * U.reduce((sum, u) => sum + dot(u, u), 0)) / N
          const found = run.history[t].lambda as number
          assert.ok(Math.abs(found / lambda - 1) < 1e-9, `${found} is not ${lambda}`)
          const M = U.map((u, a) => U.map((v, b) => dot(u, v) + (a === b ? N * lambda : 0)))
          const ofLast = times(U, last)
          const c = solveDense(
            M,
            r.map((each, i) => -dot(each, each) - mu * ofLast[i]),
          )
          last = times(transposed(U), c).map((value, p) => value + mu * last[p])
          theta = theta.map((value, p) => value + 0.5 * last[p])
        }
        assert.ok(distance(run.model.params, theta) < 1e-9, String(distance(run.model.params, theta)))
      })

test('its rows are said by the method alone, and a λ of rows is refused where there are none', async () => {
  const { optimizer } = await fit(net, data.curves, { optimizer: iEF(), steps: 1 })
  assert.is((await fit(net, data.curves, { optimizer, steps: 1 })).optimizer.method, 'iEF')
  const other = { ...optimizer, rows: 'ggn' } as typeof optimizer
  await refuses(() => fit(net, data.curves, { optimizer: other, steps: 1 }), { code: 'BAD_OPTION', says: ['rows'] })
  const without = { method: 'kfac', damping: rowNorm() } as const
  await refuses(() => fit(net, data.curves, { optimizer: without, steps: 1 }), {
    code: 'BAD_OPTION',
    says: ['rowNorm', 'kfac'],
  })
})

test.run()
