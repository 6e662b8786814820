import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, fit, gainRatio, sequential, smwNG } from '../../src/index.js'
import { range } from '../../src/model/feed.js'
import { stream } from '../../src/random/index.js'
import { denseDirection, denseModel } from '../reference/direction.js'
import type { RandomRun } from '../reference/random-run.js'

/** Ren & Goldfarb 2019, section 1, word by word: ρ at the full step on S1, −½ gᵀp, λ + τ, the step always taken. */
test('the paper’s own setting: five steps recomputed densely give the same loss, λ, ρ and parameters', async () => {
  const random = stream(3, 80)
  const [n, alpha, tau, boost] = [9, 0.6, 0.01, 1.01]
  const x = Float64Array.from({ length: 2 * n }, () => random.normal())
  const labels = Int32Array.from({ length: n }, () => random.below(3))
  const net = sequential({ input: 2, seed: 0, dtype: 'float64' }, [dense(4, 'tanh'), dense(3)])
  const optimizer = smwNG({
    fisher: 'empirical',
    gradientBatch: 'full',
    curvatureBatch: n,
    damping: gainRatio({ lambda: 0.5, tau, boost }),
    learningRate: alpha,
    momentum: 0,
    klClip: 0,
    lossBound: 0,
    rejectBadSteps: false,
  })
  const data = { x: { data: x, shape: [n, 2] as const }, y: labels }
  const { history, model } = await fit(net, data, { loss: 'softmaxCrossEntropy', optimizer, steps: 5 })
  const run: RandomRun = {
    graph: net.graph,
    params: Float64Array.from(net.params),
    heads: [{ loss: 'softmaxCrossEntropy', weight: 1 }],
    samples: { count: n, inputs: [x], targets: [labels] },
    weightDecay: 0,
    optimizer: { ...optimizer, rows: 'empirical' } as RandomRun['optimizer'],
    tags: [],
  }
  const all = range(0, n)
  let theta = Array.from(net.params)
  let lm = 0.5
  for (const [t, record] of history.entries()) {
    const dense = denseModel(run, theta, all, all, t)
    const p = denseDirection(dense, theta, lm + tau, 0)
    const after = denseModel(
      run,
      theta.map((v, k) => v + p[k]),
      all,
      all,
      t,
    ).loss
    const slope = dense.gradient.reduce(
      (sum, { J, r, scale }) =>
        sum + scale * J.reduce((s, row, a) => s + r[a] * row.reduce((d, j, k) => d + j * p[k], 0), 0),
      0,
    )
    const rho = after > dense.loss ? Number.NEGATIVE_INFINITY : (dense.loss - after) / (-slope / 2)
    assert.ok(Math.abs(record.loss - dense.loss) <= 1e-12, `loss ${t}`)
    assert.ok(Math.abs((record.lambda ?? 0) - (lm + tau)) <= 1e-12, `λ ${t}`)
    assert.ok(
      rho === record.gainRatio || Math.abs((record.gainRatio ?? 0) - rho) <= 1e-9,
      `ρ ${t}: ${record.gainRatio} for ${rho}`,
    )
    assert.ok(record.accepted)
    if (rho < 0.25) lm *= boost
    else if (rho > 0.75) lm /= boost
    theta = theta.map((v, k) => v + alpha * p[k])
  }
  theta.forEach((value, k) => {
    assert.ok(Math.abs(model.params[k] - value) <= 1e-9, `θ ${k}`)
  })
})

test.run()
