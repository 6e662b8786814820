import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { runTestFile } from './test-file.js'

const folder = mkdtempSync(join(tmpdir(), 'woodbury-'))
test.after(() => rmSync(folder, { recursive: true }))

const head = `import { test } from '${import.meta.resolve('uvu')}'\n`
const pass = `test('passes', () => {})\n`

async function run(body: string, limitSeconds = 30) {
  const file = join(folder, 'case.mjs')
  writeFileSync(file, head + body)
  const { passed, failed, skipped, reasons, problem } = await runTestFile(file, limitSeconds)
  return { passed, failed, skipped, reasons, problem: problem ?? '' }
}

test('counts what passed, failed and was skipped, with the reason', async () => {
  const body = `${pass}${pass}test.skip('later')
    process.stdout.write('skipped: no data\\n')
    test('fails', () => { throw new Error('no') })\ntest.run()`
  assert.equal(await run(body), { passed: 2, failed: 1, skipped: 1, reasons: ['no data'], problem: '' })
})

test('a file whose tests are all skipped does not fail', async () => {
  const result = await run(`test.skip('later')\ntest.run()`)
  assert.equal(result, { passed: 0, failed: 0, skipped: 1, reasons: [], problem: '' })
})

for (const [what, body, problem] of [
  ['forgets .run()', pass, /test\.run\(\)/],
  ['has no tests', 'test.run()', /no tests/],
  ['throws before its tests', `${pass}throw new Error('early')`, /ended before its tests did \(exit code 1\)/],
  ['never settles', `${pass}test('waits', () => new Promise(() => {}))\ntest.run()`, /never settles/],
  ['exits inside a test', `test('leaves', () => process.exit(0))\ntest.run()`, /ended before its tests did/],
  ['is killed', `test('dies', () => process.kill(process.pid, 'SIGKILL'))\ntest.run()`, /SIGKILL/],
] as const)
  test(`a file that ${what} fails once`, async () => {
    const result = await run(body)
    assert.is(result.failed, 1)
    assert.match(result.problem, problem)
  })

test('an error thrown after the tests have passed is a failure', async () => {
  const result = await run(`${pass}test.run()\nsetTimeout(() => { throw new Error('late') }, 100)`)
  assert.is(result.passed, 1)
  assert.is(result.failed, 1)
  assert.match(result.problem, /exit code 1 although its tests passed/)
})

test('a file that does not end is killed at the limit', async () => {
  const result = await run(`${pass}test.run()\nsetInterval(() => {}, 1000)`, 1)
  assert.is(result.failed, 1)
  assert.match(result.problem, /still running after 1 s/)
})

test.run()
