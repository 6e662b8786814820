import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { keep, keptRun } from '../../bench/keep.js'

test('a run that is kept says its command, its machine, its rows and who was absent, under its day and suite', () => {
  const row = {
    suite: 'step',
    name: 'step.adam.b256',
    engine: 'node20',
    build: 'plain',
    threads: 2,
    value: 1,
    unit: 'ms',
    rival: 'torch-adam',
    rivalValue: 2,
    ratio: 2,
    residual: 0,
  } as const
  const found = { rows: [row], absent: ['jax-js'], packages: { torch: '1.13' } }
  const kept = keptRun('step', ['step', '--engine', 'both'], ['node20'], found)
  const folder = mkdtempSync(join(tmpdir(), 'kept-'))
  try {
    const file = keep({ ...kept, date: '2026-02-03T04:05:06.000Z' }, folder)
    assert.is(file, join(folder, '2026-02-03-step.json'))
    const read = JSON.parse(readFileSync(file, 'utf8'))
    assert.is(read.suite, 'step')
    assert.is(read.command, 'npm run bench -- step --engine both')
    assert.equal(read.rows, [row])
    assert.equal(read.absent, ['jax-js'])
    assert.equal(read.machine.packages, { torch: '1.13' })
    assert.equal(read.machine.node, { node20: process.versions.node })
    assert.ok(read.machine.cpu.length > 0 && read.machine.cores >= 1)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.run()
