import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { scratchFolder } from '../helpers/cli.js'
import { woodburyHere } from '../helpers/cli-here.js'

const cwd = scratchFolder(test)
const t = Array.from({ length: 80 }, (_, i) => i / 13 - 3)
const run = ['train', '--data', 'two.csv', '--target', 'force', '--target', 'strain', '--steps', '20', '--threads', '1']

test('several targets: table, page and JSON have a figure for each, in its own unit', async () => {
  const rows = t.map(v => [v, 2 + Math.sin(v), 1e-5 * Math.cos(v)].join())
  writeFileSync(join(cwd, 'two.csv'), `t,force,strain\n${rows.join('\n')}\n`)
  const { stdout } = await woodburyHere([...run, '--test', '0.2', '--report', 'two.html', '--quiet', '--json'], { cwd })
  for (const set of ['train', 'test'] as const) {
    const { targets } = JSON.parse(stdout)[set]
    assert.equal(Object.keys(targets), ['force', 'strain'])
    assert.ok(targets.force.rmse < 1 && targets.force.rmse > 1e-4, `${targets.force.rmse}`)
    assert.ok(targets.strain.rmse < 1e-5 && targets.strain.rmse > 1e-9, `${targets.strain.rmse}`)
  }
  assert.match(readFileSync(join(cwd, 'two.html'), 'utf8'), /test RMS error of strain/)
  const table = (await woodburyHere([...run, '--test', '0.2'], { cwd })).stdout
  assert.match(table, /\nRMS error of +train +test\nforce +\S+ +\S+\nstrain +\d\.\d\de-\d +\d\.\d\de-\d\n/)
})

for (const [name, unit] of Object.entries({
  '1e-46 sin': (v: number) => 1e-46 * v,
  '1e51 sin': (v: number) => 1e51 * v,
  '1.7e9 + 100 sin': (v: number) => 1.7e9 + 100 * v,
}))
  test(`targets ${name} through files: train and predict within 2 % of their deviation`, async () => {
    const y = t.map(v => unit(Math.sin(v)))
    writeFileSync(join(cwd, 'y.csv'), `t,y\n${t.map((v, i) => `${v},${y[i]}`).join('\n')}\n`)
    const trained = ['--data', 'y.csv', '--target', 'y', '--steps', '60', '--threads', '1', '--quiet', '--out', 'm.st']
    const { stdout, code } = await woodburyHere(['train', ...trained, '--json'], { cwd })
    assert.is(code, 0)
    const deviation = (unit(1) - unit(0)) * Math.SQRT1_2
    assert.ok(JSON.parse(stdout).train.rmse < 0.02 * deviation, stdout.slice(0, 900))
    const predicted = (await woodburyHere(['predict', '--model', 'm.st', '--data', 'y.csv'], { cwd })).stdout
    const lines = predicted.trim().split('\n').slice(1).map(Number)
    const squares = lines.reduce((sum, v, i) => sum + ((v - y[i]) / deviation) ** 2, 0)
    assert.ok(Math.sqrt(squares / 80) < 0.02, `${Math.sqrt(squares / 80)} deviations`)
  })

test.run()
