import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, dispose, fit, info, init, type Optimizer, register, sequential, smwNG } from '../../src/index.js'
import { refuses } from '../helpers/refuses.js'
import { distance } from '../reference/linear.js'

const folder = mkdtempSync(join(fileURLToPath(new URL('../..', import.meta.url)), 'own-'))
const address = pathToFileURL(join(folder, 'parts.js'))
writeFileSync(
  address,
  `import { register } from '../src/index.js'
register({
  optimizer: {
    name: 'drift',
    defaults: { drag: 0.5 },
    state: ['speed'],
    step({ theta, gradient, next, speed }, { rate, drag }) {
      for (let p = 0; p < theta.length; p++) {
        speed[p] = drag * speed[p] + gradient[p]
        next[p] = theta[p] - rate * speed[p]
      }
    },
  },
  damping: { kind: 'sinking', defaults: { from: 1 }, start: ({ from }) => ({ now: from }), lambda: (_, { now }) => now, update: (_, { now }) => ({ now: now * 0.9 }) },
})
`,
)
await import(address.href)

test.after(async () => {
  await dispose()
  rmSync(folder, { recursive: true })
})

const net = sequential({ input: 2, seed: 1 }, [dense(6, 'tanh'), dense(1)])
const x = Array.from({ length: 40 }, (_, i) => [Math.sin(i), Math.cos(3 * i)])
const data = { x, y: x.map(([a, b]) => [a * b]) }
const run = (optimizer: unknown, threads: number) =>
  fit(net, data, { optimizer: optimizer as Optimizer, steps: 12, threads, seed: 2, dtype: 'float64' })

test('parts of a module that init names train in two threads as in one', async () => {
  init({ parts: [address] })
  for (const optimizer of [{ method: 'drift', learningRate: 0.05 }, smwNG({ damping: { kind: 'sinking' } as never })]) {
    const [one, two] = [await run(optimizer, 1), await run(optimizer, 2)]
    assert.is(two.threads, 2)
    assert.ok(distance(two.model.params, one.model.params) < 1e-12)
  }
})

test('a module that is not there, or does not load, is told with its address, and the run goes on in one thread', async () => {
  writeFileSync(join(folder, 'broken.js'), 'let = = 3')
  writeFileSync(join(folder, 'throws.js'), 'throw new Error("at the top")')
  for (const name of ['absent.js', 'broken.js', 'throws.js']) {
    init({ parts: [new URL(name, address)] })
    const { threads, warnings } = await run({ method: 'drift' }, 2)
    assert.is(threads, 1)
    for (const text of [warnings.join('\n'), info().reason ?? '']) {
      assert.match(text, name)
      assert.match(text, 'Check the address in init({ parts })')
      assert.not.match(text, 'Content-Security-Policy')
    }
  }
})

test('a part that no module registers in the workers is told by its name, with what to do', async () => {
  writeFileSync(join(folder, 'nothing.js'), 'export const nothing = 1')
  init({ parts: [new URL('nothing.js', address)] })
  register({ loss: { kind: 'mine', value: (z, y) => (z - y) ** 2 / 2, slope: (z, y) => z - y, curvature: () => 1 } })
  const loss = { kind: 'mine' } as never
  for (const [name, call] of [
    ['drift', () => run({ method: 'drift' }, 2)],
    ['sinking', () => run(smwNG({ damping: { kind: 'sinking' } as never }), 2)],
    ['mine', () => fit(net, data, { loss, steps: 3, threads: 2 })],
  ] as const)
    await refuses(call, {
      code: 'BAD_OPTION',
      says: [`"${name}" is registered in the thread that called`, 'init({ parts'],
    })
})

test('parts that are no addresses are refused', async () => {
  for (const parts of ['parts.js', ['parts.js'], [3], {}])
    await refuses(() => init({ parts: parts as never }), { code: 'BAD_OPTION', says: ['parts', 'new URL'] })
})

test.run()
