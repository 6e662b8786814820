import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adam, adamW, fit, type Optimizer, sgd } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { refuses } from '../helpers/refuses.js'
import { distance } from '../reference/linear.js'
import { curves, net } from './plain-data.js'
import { gradientOf, WIDTHS } from './plain-net.js'

const { samples, data } = curves(stream(8, 3))
const STEPS = 4

/** By parameter: whether it belongs to a kernel. */
const isKernel = WIDTHS.slice(1).flatMap((units, l) =>
  Array.from({ length: (WIDTHS[l] + 1) * units }, (_, k) => k < WIDTHS[l] * units),
)

type Rule = (theta: number[], g: number[], t: number) => number[]

/** SGD with Nesterov's momentum: v ← μ v + g, θ ← θ − α (g + μ v). */
function nesterov(alpha: number, mu: number): Rule {
  let v: number[] | undefined
  return (theta, g) => {
    v = g.map((value, p) => value + mu * (v?.[p] ?? 0))
    return theta.map((value, p) => value - alpha * (g[p] + mu * (v?.[p] ?? 0)))
  }
}

/** Adam with decoupled decay of kernels. */
function decoupled(alpha: number, w: number): Rule {
  let m = isKernel.map(() => 0)
  let v = isKernel.map(() => 0)
  return (theta, g, t) => {
    m = m.map((value, p) => 0.9 * value + 0.1 * g[p])
    v = v.map((value, p) => 0.999 * value + 0.001 * g[p] ** 2)
    return theta.map((value, p) => {
      const step = m[p] / (1 - 0.9 ** t) / (Math.sqrt(v[p] / (1 - 0.999 ** t)) + 1e-8)
      return (isKernel[p] ? 1 - alpha * w : 1) * value - alpha * step
    })
  }
}

const common = { gradientBatch: 'full', learningRate: 0.05 } as const
const cases: readonly (readonly [string, Optimizer, () => Rule])[] = [
  ['sgd with Nesterov', sgd({ ...common, momentum: 0.8, nesterov: true }), () => nesterov(0.05, 0.8)],
  ['adamW', adamW({ ...common, weightDecay: 0.3 }), () => decoupled(0.05, 0.3)],
  ['adamW without decay', adamW({ ...common, weightDecay: 0 }), () => decoupled(0.05, 0)],
]

for (const [name, optimizer, rule] of cases)
  test(`${name}: four steps and their lengths are those of the formula, to 1e-12`, async () => {
    const { model, history } = await fit(net, data, { optimizer, steps: STEPS, dtype: 'float64', threads: 1 })
    let theta: number[] = Array.from(net.params)
    const step = rule()
    for (let t = 1; t <= STEPS; t++) {
      const next = step(theta, gradientOf(theta, samples), t)
      const length = Math.hypot(...next.map((value, p) => value - theta[p]))
      assert.ok(Math.abs(history[t - 1].stepNorm - length) < 1e-12 * length + 1e-15, `length of step ${t}`)
      theta = next
    }
    assert.ok(distance(model.params, theta) < 1e-12)
  })

test('adamW without decay is adam, to the bit', async () => {
  const run = async (optimizer: Optimizer) => (await fit(net, data, { optimizer, steps: 5 })).model.params
  assert.equal(await run(adamW({ weightDecay: 0 })), await run(adam()))
})

test("adamW and fit's own weightDecay together are refused by name", () =>
  refuses(() => fit(net, data, { optimizer: adamW(), weightDecay: 1e-4 }), {
    code: 'BAD_OPTION',
    says: ['weightDecay', 'adamW', '0.01'],
  }))

test.run()
