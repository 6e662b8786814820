import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { load, predict } from '../../src/index.js'

const ARM = fileURLToPath(new URL('../../examples/arm.js', import.meta.url))

test('npm start prints the comparison and writes a page and a model that knows the arm', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'woodbury-arm-'))
  const { stdout } = await promisify(execFile)(process.execPath, [ARM, '--seconds', '1'], { cwd, timeout: 120_000 })
  assert.match(stdout, /SMW-GN +\d\.\d\de-\d+/)
  assert.match(stdout, /Adam +\d\.\d\de-\d+/)
  assert.is(readFileSync(join(cwd, 'arm-report.html'), 'utf8').match(/<svg /g)?.length, 3)
  const model = load(readFileSync(join(cwd, 'arm.safetensors')))
  rmSync(cwd, { recursive: true })
  const angles = [0.3, -0.5, 0.4]
  const [x, y] = (await predict(model, [angles])).data
  const [a, b, c] = [0.3, -0.2, 0.2]
  assert.ok(Math.abs(x - (Math.cos(a) + 0.7 * Math.cos(b) + 0.4 * Math.cos(c))) < 0.05, `${x}`)
  assert.ok(Math.abs(y - (Math.sin(a) + 0.7 * Math.sin(b) + 0.4 * Math.sin(c))) < 0.05, `${y}`)
})

test.run()
