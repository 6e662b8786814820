import { availableParallelism, totalmem } from 'node:os'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { woodbury } from '../helpers/cli.js'
import { woodburyHere } from '../helpers/cli-here.js'

test('info --json: version, kernels, threads, memory', async () => {
  const { code, stdout, stderr } = await woodburyHere(['info', '--json'])
  assert.is(code, 0, stderr)
  const json = JSON.parse(stdout)
  assert.equal(Object.keys(json), ['version', 'node', 'simd', 'threads', 'memory'])
  assert.match(json.version, /^\d+\.\d+\.\d+$/)
  assert.is(json.threads, availableParallelism())
  assert.is(json.memory.total, totalmem())
})

test('info: relaxed SIMD is on, on Node 20 too, where it is behind a flag', async () => {
  const { stdout } = await woodbury(['info'])
  assert.match(stdout, /^SIMD +relaxed/m)
  assert.match(stdout, /^threads +\d+$/m)
})

test.run()
