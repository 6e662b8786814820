import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dispose, fit, type Optimizer } from '../../src/index.js'
import { refuses } from '../helpers/refuses.js'
import { distance } from '../reference/linear.js'
import { candidates, problemsOf } from './problems.js'

for (const [method, make] of Object.entries(candidates))
  for (const [name, { net, data, loss }] of problemsOf(method)) {
    const options = { optimizer: make(35), epochs: 1000, seed: 5, dtype: 'float64', loss } as const

    test(`${method} on ${name}: one and two threads agree to 1e-9 after six steps`, async () => {
      const one = await fit(net, data, { ...options, steps: 6, threads: 1 })
      const two = await fit(net, data, { ...options, steps: 6, threads: 2 })
      assert.is(two.threads, 2)
      assert.ok(distance(two.model.params, one.model.params) < 1e-9)
    })

    test(`${method} on ${name}: an abort after step 3 gives what was reached`, async () => {
      const end = new AbortController()
      const onStep = ({ step }: { step: number }) => {
        if (step === 3) end.abort()
      }
      const run = await fit(net, data, { ...options, steps: 100_000, threads: 1, signal: end.signal, onStep })
      assert.is(run.stopped, 'aborted')
      assert.ok(run.steps >= 3 && run.steps < 100_000)
      assert.ok(run.model.params.every(Number.isFinite))
    })

    test(`${method} on ${name}: steps of 1e25 end in a word, with finite parameters`, async () => {
      const optimizer = { ...make(35), learningRate: { kind: 'constant', rate: 1e25 } } as Optimizer
      const run = await fit(net, data, { ...options, optimizer, steps: 40, threads: 1, dtype: 'float32' })
      assert.ok(run.model.params.every(Number.isFinite))
      assert.ok(['diverged', 'stalled', 'steps', 'converged'].includes(run.stopped), run.stopped)
    })

    test(`${method} on ${name}: a NaN among the inputs is refused`, () => {
      const x = (data.x as number[][]).map((row, i) => (i === 41 ? [row[0], Number.NaN, row[2]] : row))
      return refuses(() => fit(net, { ...data, x }, { ...options, steps: 3 }), {
        code: 'NON_FINITE_INPUT',
        says: ['41'],
      })
    })
  }

test.after(dispose)

test.run()
