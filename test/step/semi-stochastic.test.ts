import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  dense,
  evaluate,
  fit,
  gainRatio,
  type Model,
  type StepRecord,
  sequential,
  smwGN,
  smwNG,
} from '../../src/index.js'
import { stream } from '../../src/random/index.js'

const random = stream(4, 70)
const n = 160
const x = Array.from({ length: n }, () => [random.normal(), random.normal(), 1])
const y = Int32Array.from(x, ([a, b]) => (a * b > 0.2 ? 2 : a > 0 ? 1 : 0))
const data = { x, y }

test('with the full gradient the loss falls at every accepted step, recomputed in float64 by evaluate', async () => {
  const net = sequential({ input: 3, seed: 0 }, [dense(12, 'tanh'), dense(3)])
  for (const optimizer of [
    smwGN({ gradientBatch: 'full', curvatureBatch: 30 }),
    smwNG({ gradientBatch: 'full', curvatureBatch: 60, damping: gainRatio() }),
    smwNG({ gradientBatch: 'full', curvatureBatch: 1, curvatureFrom: 'independent' }),
  ]) {
    const models: Model[] = []
    const history: StepRecord[] = []
    // Each run stops one step later, so that every state of the path is seen from outside.
    for (let steps = 0; steps <= 24; steps++) {
      const result = steps === 0 ? undefined : await fit(net, data, { loss: 'softmaxCrossEntropy', optimizer, steps })
      models.push(result?.model ?? net)
      if (steps === 24 && result) history.push(...result.history)
    }
    const losses: number[] = []
    for (const model of models)
      losses.push((await evaluate(model, data, { loss: 'softmaxCrossEntropy', dtype: 'float64' })).loss)
    history.forEach(({ accepted, step }) => {
      if (accepted) assert.ok(losses[step] < losses[step - 1], `step ${step}: ${losses[step - 1]} to ${losses[step]}`)
      else assert.is(losses[step], losses[step - 1])
    })
    assert.ok(history.filter(({ accepted }) => accepted).length >= 12)
  }
})

/**
 * Softmax regression has a gradient whose Lipschitz constant is at most ½ λmax(XᵀX/n); every curvature sample has
 * ‖C‖ ≤ σ = ½ max ‖x‖². With α < 2τ/L the path obeys
 *   min ‖∇f‖² ≤ (σ + Λ)(f₀ − f∞) / (α (1 − αL/2τ) T),   Λ = τ + max(λ₀, boost · L/(2 − ε)),
 *   λ_t ≤ Λ, and f falls at every step by at least α (1 − αL/2τ) gᵀB⁻¹g ≥ … ‖g‖²/(σ + Λ).
 */
test('the semi-stochastic bound holds on softmax regression, for curvature from a single sample', async () => {
  const squares = x.map(row => row.reduce((sum, v) => sum + v * v, 0))
  let direction = [1, 1, 1]
  let largest = 0
  for (let k = 0; k < 200; k++) {
    const image = direction.map((_, a) =>
      x.reduce((sum, row) => sum + (row[a] * row.reduce((s, v, b) => s + v * direction[b], 0)) / n, 0),
    )
    largest = Math.hypot(...image)
    direction = image.map(v => v / largest)
  }
  const L = largest / 2
  const sigma = Math.max(...squares) / 2
  const tau = L
  const [boost, epsilon, lambda0] = [1.5, 0.25, 2 * L]
  const alpha = 0.9
  const T = 60
  const Lambda = tau + Math.max(lambda0, (boost * L) / (2 - epsilon))
  const net = sequential({ input: 3, seed: 2, dtype: 'float64' }, [dense(3, 'linear', { bias: false })])
  for (const method of [smwGN, smwNG])
    for (const curvatureBatch of [1, 8]) {
      const optimizer = method({
        gradientBatch: 'full',
        curvatureBatch,
        damping: gainRatio({ lambda: lambda0, tau, boost, epsilon }),
        learningRate: alpha,
        momentum: 0,
        klClip: 0,
        rejectBadSteps: false,
      })
      const { history } = await fit(net, data, { loss: 'softmaxCrossEntropy', optimizer, steps: T })
      const share = alpha * (1 - (alpha * L) / (2 * tau))
      history.forEach(({ gradientNorm, lambda = Number.NaN, loss, gainRatio: rho = Number.NaN }, t) => {
        assert.ok(lambda >= tau && lambda <= Lambda * 1.0000001, `λ ${lambda} of ${Lambda}`)
        assert.ok(rho >= 2 - L / lambda - 1e-9, `ρ ${rho} below 2 − L/λ = ${2 - L / lambda}`)
        if (t + 1 < history.length)
          assert.ok(history[t + 1].loss <= loss - (share * gradientNorm ** 2) / (sigma + lambda) + 1e-12, `step ${t}`)
      })
      const least = Math.min(...history.map(({ gradientNorm }) => gradientNorm ** 2))
      assert.ok(least <= ((sigma + Lambda) * history[0].loss) / (share * T))
    }
})

/** What a step at half the damping would do: −(C + λI)⁻¹g of one full batch, checked through the record of the step. */
test('a step is as long as its λ says: doubling λ inside the solve would show', async () => {
  const line = sequential({ input: 1, seed: 0, dtype: 'float64' }, [dense(1, 'linear', { bias: false })])
  const points = { x: [[1], [2], [3]], y: [[2], [4], [7]] }
  const [w] = line.params
  const C = 14 / 3
  const g = C * w - 31 / 3
  const { history, model } = await fit(line, points, {
    optimizer: smwGN({ damping: 0.7, gradientBatch: 'full', rejectBadSteps: false, learningRate: 1 }),
    steps: 1,
  })
  assert.ok(Math.abs(model.params[0] - (w - g / (C + 0.7))) < 1e-12)
  assert.ok(Math.abs(history[0].gradientNorm - Math.abs(g)) < 1e-12)
})

test.run()
