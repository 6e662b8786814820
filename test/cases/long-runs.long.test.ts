/** tfjs#481, threads.js#147, neupy#242: memory that grows, processes that do not end, thirteen million parameters. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adam, dense, evaluate, fit, forecast, sequential, smwGN } from '../../src/index.js'
import { table, u } from './u.js'

setFlagsFromString('--expose-gc')
const gc: () => void = runInNewContext('gc')

/** Bytes that are reachable in this thread, where these runs train: objects, arrays and linear memory. */
function reachable(): number {
  gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const x = table(100, 16, (k, j) => u(16 * k + j))
const data = { x, y: x.map(row => [row.reduce((sum, v) => sum + (v * v) / 16, 0)]) }
const net = sequential({ input: 16, seed: 0 }, [dense(100, 'tanh'), dense(125, 'tanh'), dense(75, 'tanh'), dense(1)])

for (const optimizer of [adam({ gradientBatch: 25 }), smwGN({ gradientBatch: 25 })]) {
  test(`${optimizer.method}: 350 more steps take less than 1 MB, where one vector of parameters for each were 33 MB`, async () => {
    const sizes: number[] = []
    const { place, steps } = await fit(net, data, {
      optimizer,
      steps: 400,
      threads: 1,
      onStep: ({ step }) => [50, 400].includes(step) && sizes.push(reachable()),
    })
    assert.equal([place, steps, sizes.length], ['inline', 400, 2])
    assert.ok(sizes[1] - sizes[0] < 1e6, `${sizes}`)
  })

  test(`${optimizer.method}: 40 more runs whose results nobody keeps take less than 1 MB`, async () => {
    const runs = async (count: number) => {
      for (let k = 0; k < count; k++) await fit(net, data, { optimizer, steps: 3, threads: 1 })
      // Buffers are given back some turns after what held them.
      const sizes: number[] = []
      for (let turn = 0; turn < 10; turn++) {
        await new Promise(resolve => setTimeout(resolve))
        sizes.push(reachable())
      }
      return Math.min(...sizes)
    }
    const before = await runs(10)
    const more = (await runs(40)) - before
    assert.ok(more < 1e6, `${more}`)
  })
}

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
