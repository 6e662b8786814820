/** tfjs#481, threads.js#147, neupy#242: memory that grows, processes that do not end, thirteen million parameters. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adam, dense, evaluate, fit, forecast, sequential, smwGN } from '../../src/index.js'
import { table, u } from './u.js'

test('memory does not grow with the number of steps, nor from run to run', async () => {
  const x = table(100, 16, (k, j) => u(16 * k + j))
  const data = { x, y: x.map(row => [row.reduce((sum, v) => sum + (v * v) / 16, 0)]) }
  const net = sequential({ input: 16, seed: 0 }, [dense(100, 'tanh'), dense(125, 'tanh'), dense(75, 'tanh'), dense(1)])
  for (const optimizer of [adam({ gradientBatch: 25 }), smwGN({ gradientBatch: 25 })]) {
    const sizes = []
    for (const steps of [10, 400]) {
      const run = fit(net, data, { optimizer, steps })
      sizes.push(forecast(run))
      const { model, steps: done } = await run
      assert.ok(model.params.every(Number.isFinite))
      assert.ok(done === steps || optimizer.method === 'smwGN')
    }
    assert.is(sizes[0], sizes[1])
  }
})

test('a process that trained with the default pool ends by itself with code 0', async () => {
  const index = new URL('../../src/index.js', import.meta.url).href
  const script = `import { armData, dense, fit, sequential } from '${index}'
    const net = sequential({ input: 3, seed: 0 }, [dense(64, 'tanh'), dense(64, 'tanh'), dense(2)])
    const { history, threads } = await fit(net, armData({ samples: 2000 }), { noise: 'none', steps: 10, threads: 2 })
    console.log(threads, history.at(-1).loss)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    timeout: 60_000,
  })
  assert.match(stdout, /^2 0\.\d+/)
})

test('45120-300-3 with 38 rows: a step works on the row side, in a few copies of the parameters', async () => {
  const data = new Float32Array(38 * 45120).map((_, i) => u(i))
  const samples = { x: { data, shape: [38, 45120] as const }, y: Int32Array.from({ length: 38 }, (_, k) => k % 3) }
  const net = sequential({ input: 45120, seed: 0 }, [dense(300, 'sigmoid'), dense(3)])
  const run = fit(net, samples, { optimizer: smwGN(), steps: 8 })
  assert.is(net.params.length, 13_537_203)
  assert.ok(forecast(run) <= 6 * 4 * 13_537_203 + 64e6, `${forecast(run)}`)
  const { history, seconds, steps, model } = await run
  process.stdout.write(`13,537,203 parameters, 38 rows: ${((1000 * seconds) / steps).toFixed(0)} ms a step\n`)
  assert.ok(history[steps - 1].loss < 0.2 * history[0].loss)
  assert.is((await evaluate(model, samples)).accuracy, 1)
})

test.run()
