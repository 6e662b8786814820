/** Inverse problems by every method: an unknown of the equation beside the network, or alone. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  dense,
  fit,
  optimizers,
  type ResidualFunction,
  residuals,
  sequential,
  smwGN,
  WoodburyError,
} from '../../src/index.js'

const net = sequential({ input: 1, seed: 1 }, [dense(6, 'tanh'), dense(1)])
const points = Array.from({ length: 9 }, (_, k) => [k / 8])

const problems: Readonly<Record<string, ResidualFunction>> = {
  'one coefficient beside the network, fewer rows than parameters': (u, x, m) => ({
    points,
    residual: m.sub(u.gradient[0], m.mul(m.parameter('k', 1), x[0])),
  }),
  'a coefficient and nothing of the network': (_u, _x, m) => ({ points, residual: m.sub(m.parameter('k', 1), 2) }),
  'more rows than parameters': (u, x, m) => ({
    points,
    residual: [u, u.gradient[0], u.second(0)].map(value => m.sub(value, m.mul(m.parameter('k', 1), x[0]))),
  }),
}

for (const { name } of optimizers())
  for (const [what, problem] of Object.entries(problems))
    test(`${name}, ${what}: less is left, or a refusal by name with what works`, async () => {
      const options = { optimizer: { method: name } as never, steps: 10, threads: 1 }
      try {
        const { history, model, parameters } = await fit(net, residuals(problem), options)
        assert.ok(history[history.length - 1].loss < history[0].loss)
        assert.ok(model.params.every(Number.isFinite) && Number.isFinite(parameters?.k))
      } catch (error) {
        if (!(error instanceof WoodburyError)) throw error
        assert.is(error.code, 'BAD_OPTION', error.message)
        assert.match(error.message, name)
        assert.match(error.message, /([Uu]se|Pass) \w+\(\)|End the network/)
      }
    })

test('the same by smwGN of the dual side: the coefficient that is right', async () => {
  const problem = residuals((_u, _x, m) => ({ points, residual: m.sub(m.parameter('k', 1), 2) }))
  for (const solve of ['rows', 'parameters'] as const) {
    const { parameters } = await fit(net, problem, { optimizer: smwGN({ solve }), steps: 20, threads: 1 })
    assert.ok(Math.abs((parameters?.k ?? 0) - 2) < 1e-9)
  }
})

test('residuals without a slope at the start stall with a word; those that are 0 there have converged', async () => {
  const zeros = { ...net, params: net.params.map(() => 0) }
  const solved = residuals(u => ({ points, residual: u.second(0) }))
  const kinked = residuals((u, _x, m) => ({ points, residual: m.sub(m.sqrt(u.value), 1) }))
  for (const name of ['energyNaturalGradient', 'smwGN', 'lbfgs', 'adam']) {
    const options = { optimizer: { method: name } as never, steps: 40, threads: 1 }
    assert.is((await fit(zeros, solved, options)).stopped, 'converged', name)
    const { stopped, reason } = await fit(zeros, kinked, options)
    assert.is(stopped, 'stalled', `${name}: ${reason}`)
    assert.match(reason, 'no slope at the start')
  }
})

test.run()
