import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const HARMONIC = fileURLToPath(new URL('../../examples/harmonic.js', import.meta.url))

test('the example of the harmonic trap prints the energy of both methods', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [HARMONIC, '--steps', '40'], { timeout: 120_000 })
  const energies = [...stdout.matchAll(/^(SPRING|Adam) +energy (\d\.\d+) -> (\d\.\d+) ± \d\.\d+/gm)]
  assert.equal(
    energies.map(([, name]) => name),
    ['SPRING', 'Adam'],
  )
  for (const [, , start, end] of energies) assert.ok(Math.abs(Number(end) - 1) < Math.abs(Number(start) - 1), stdout)
})

test.run()
