import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { grounds, pictureOf, spreadOf } from '../../examples/harmonic.js'
import { checkPicture } from './self-contained.js'

const HARMONIC = fileURLToPath(new URL('../../examples/harmonic.js', import.meta.url))

test('the example of the harmonic trap prints the energy of both methods and writes its pictures', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'woodbury-harmonic-'))
  const flags = ['--steps', '40', '--svg', cwd]
  const { stdout } = await promisify(execFile)(process.execPath, [HARMONIC, ...flags], { cwd, timeout: 120_000 })
  assert.match(readFileSync(join(cwd, 'harmonic.html'), 'utf8'), '<!doctype html>')
  assert.match(readFileSync(join(cwd, 'harmonic.svg'), 'utf8'), '<svg ')
  rmSync(cwd, { recursive: true })
  const energies = [...stdout.matchAll(/^(SPRING|Adam) +energy (\d\.\d+) -> (\d\.\d+) ± \d\.\d+/gm)]
  assert.equal(
    energies.map(([, name]) => name),
    ['SPRING', 'Adam'],
  )
  for (const [, , start, end] of energies) assert.ok(Math.abs(Number(end) - 1) < Math.abs(Number(start) - 1), stdout)
})

test('after 120 steps the local energies of SPRING differ by a third of those of Adam at most', async () => {
  const found = await grounds(120)
  const [ours, theirs] = found.map(spreadOf)
  assert.ok(ours < theirs / 3, `${ours} and ${theirs}`)
  for (const [, off] of found[0].density) assert.ok(Math.abs(off) < 0.01, `${off}`)
  checkPicture(pictureOf(found))
})

test.run()
