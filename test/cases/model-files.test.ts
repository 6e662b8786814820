/** tensorflow#38832, keras#17486: weights of another network, and scaling that must travel with the model. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, fit, load, predict, save, sequential, smwGN } from '../../src/index.js'
import { refuses } from '../helpers/refuses.js'
import { u } from './u.js'

test('weights of another architecture are refused with the first tensor and both shapes; the model stays', async () => {
  const bytes = save(sequential({ input: 4, seed: 0 }, [dense(20, 'tanh'), dense(3)]))
  const wider = sequential({ input: 4, seed: 1 }, [dense(30, 'tanh'), dense(3)])
  const before = wider.params.slice()
  await refuses(() => load(bytes, { into: wider }), { says: ['dense_0/kernel: file 4x20, model 4x30'] })
  assert.equal(wider.params, before)
  const deeper = sequential({ input: 4, seed: 1 }, [dense(20, 'tanh'), dense(20, 'tanh'), dense(3)])
  await refuses(() => load(bytes, { into: deeper }), { says: ['dense_1'] })
  const renamed = sequential({ input: 4, seed: 1 }, [
    dense(20, 'tanh', { name: 'first' }),
    dense(3, 'linear', { name: 'second' }),
  ])
  await refuses(() => load(bytes, { into: renamed }), { says: ['first'] })
})

test('predictions in original units are bit-identical before saving and after loading in a fresh process', async () => {
  const x = Array.from({ length: 64 }, (_, k) => [1000 + 50 * u(k), 0.001 * u(500 + k)])
  const y = x.map(([a, b]) => [1e5 + 300 * a - 1e7 * b])
  const net = sequential({ input: 2, seed: 0 }, [dense(8, 'tanh'), dense(1)])
  const { model } = await fit(net, { x, y }, { optimizer: smwGN(), steps: 40, standardize: true })
  const here = Array.from((await predict(model, x)).data)
  assert.ok(Math.abs(here[0] - y[0][0]) < 200)
  const folder = mkdtempSync(join(tmpdir(), 'woodbury-'))
  const file = join(folder, 'm.safetensors')
  writeFileSync(file, save(model))
  const index = new URL('../../src/index.js', import.meta.url).href
  const script = `import { readFileSync } from 'node:fs'
    import { load, predict } from '${index}'
    const { data } = await predict(load(readFileSync(${JSON.stringify(file)})), ${JSON.stringify(x)})
    process.stdout.write(JSON.stringify(Array.from(data)))`
  const there = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }))
  rmSync(folder, { recursive: true })
  assert.equal(there, here)
})

test.run()
