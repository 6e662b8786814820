import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, evaluate, fit, sequential } from '../../src/index.js'
import { ofUnitScale } from '../../src/prepare/unit-scale.js'
import { stream } from '../../src/random/index.js'

const samples = (inputs: readonly number[], targets: readonly number[]) => ({
  count: 2,
  inputs: [Float64Array.from(inputs)],
  targets: [Float64Array.from(targets)],
})

test('unit scale is a mean square of at most 10 of every input and target; labels and no numbers are of any', () => {
  assert.ok(ofUnitScale(samples([3, 3], [-1, 0])))
  assert.not.ok(ofUnitScale(samples([3, 4], [1, 0])))
  assert.not.ok(ofUnitScale(samples([1, 0], [0, -5])))
  assert.ok(ofUnitScale({ ...samples([1, 2], []), targets: [Int32Array.of(90, 7)] }))
  assert.ok(ofUnitScale(samples([], [])))
})

test('with nothing said λ follows residuals on 300 rows; raw targets of 1e6 have trials and do not diverge', async () => {
  const random = stream(6, 72)
  const x = Array.from({ length: 300 }, () => Array.from({ length: 4 }, () => random.normal()))
  const net = sequential({ input: 4, seed: 1 }, [dense(32, 'relu'), dense(32, 'relu'), dense(1)])
  const of = (scale: number) => ({ x, y: x.map(([a, b, c]) => [scale * (Math.sin(a) * b + c)]) })
  const kind = ({ optimizer }: Awaited<ReturnType<typeof fit>>) => 'damping' in optimizer && optimizer.damping.kind
  const options = { epochs: 20, threads: 1 }
  assert.is(kind(await fit(net, of(1), options)), 'residualVariance')
  const raw = await fit(net, of(1e6), options)
  assert.is(kind(raw), 'nielsen')
  assert.is.not(raw.stopped, 'diverged')
  assert.is(kind(await fit(net, of(1e6), { ...options, standardize: true })), 'residualVariance')
  assert.ok((await evaluate(raw.model, of(1e6))).loss < 1e11)
})

test.run()
