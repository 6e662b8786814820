import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitInThread } from '../../../src/cli/fit/fit-thread.js'
import { fitCurve } from '../../../src/curve/index.js'
import { scratchFolder, woodbury } from '../../helpers/cli.js'
import { refuses } from '../../helpers/refuses.js'

const cwd = scratchFolder(test)
const x = Float64Array.from({ length: 20 }, (_, k) => k / 2)
const y = x.map((v, k) => 3 * Math.exp(-0.5 * v) + 1 + 0.1 * Math.sin(7 * k))
const task = { model: 'a*exp(-b*x)+c', data: { x, y }, options: { start: { a: 20, b: 4, c: -3 } } }

test('a fit in a thread is that of fitCurve', async () => {
  const fit = await fitInThread(task, new AbortController().signal)
  const same = fitCurve(task.model, task.data, task.options)
  assert.is(fit.report(), same.report())
  assert.equal(fit.predict([1, 2]), same.predict([1, 2]))
})

test('aborted, it ends with what it has reached', async () => {
  const control = new AbortController()
  const ending = fitInThread(task, control.signal)
  control.abort()
  const { stopped, converged, iterations } = await ending
  assert.is(stopped, 'aborted')
  assert.is(converged, false)
  assert.ok(iterations < 3, `${iterations} iterations`)
})

test('what the fit refuses is refused with its code and facts', async () => {
  const sigma = x.map((_, k) => (k === 4 ? -1 : 1))
  await refuses(() => fitInThread({ ...task, data: { x, y, sigma } }, new AbortController().signal), {
    code: 'BAD_OPTION',
    says: ['sigma at index 4'],
    facts: { index: 4 },
  })
})

const posix = process.platform === 'win32' ? test.skip : test

posix('SIGINT ends the command with 130, wherever it is', async () => {
  spawnSync('mkfifo', [join(cwd, 'data')])
  // The shell goes on once the command has opened the pipe to read it, and so hears signals.
  const script = '"$@" & pid=$!; exec 3> data; kill -INT $pid; wait $pid'
  const through: [string, ...string[]] = ['bash', '-mc', script, 'bash', process.execPath]
  const { code, stderr } = await woodbury(['fit', 'data', '--model', 'a*x', '--start', 'a=1'], { cwd, through })
  assert.is(code, 130, stderr)
})

test.run()
