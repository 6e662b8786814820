import { type ChildProcess, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { load } from '../../src/index.js'
import { scratchFolder, woodbury } from '../helpers/cli.js'

const cwd = scratchFolder(test)
const interruptAt = /^epoch 1 /m
const rows = Array.from({ length: 50 }, (_, i) => `${i},${(i * 7) % 10}`)
writeFileSync(join(cwd, 'rows.csv'), `n,m\n${rows.join('\n')}\n`)
const csv = ['--data', 'rows.csv', '--target', 'm', '--optimizer', 'adam']
const train = (out: string, data = csv) => ['train', ...data, '--seconds', '100', '--json', '--out', out]
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

for (const [signal, expected] of Object.entries(CODES))
  test(`${signal} ends a run with ${expected}; the model and the figures reached are written`, async () => {
    const interrupt = (child: ChildProcess) => child.kill(signal as NodeJS.Signals)
    const { code, stdout, stderr } = await woodbury(train(signal), { cwd, interruptAt, interrupt })
    assert.is(code, expected, stderr)
    assert.is(JSON.parse(stdout).stopped, 'aborted')
    assert.is(load(readFileSync(join(cwd, signal))).params.length, 4353)
  })

test('SIGTERM ends a run in a pool of workers as well', async () => {
  const interrupt = (child: ChildProcess) => child.kill('SIGTERM')
  const { code, stdout, stderr } = await woodbury(train('pool', ['--arm']), { cwd, interruptAt, interrupt })
  assert.is(code, 143, stderr)
  assert.is(JSON.parse(stdout).stopped, 'aborted')
  assert.is(load(readFileSync(join(cwd, 'pool'))).params.length, 4546)
})

test('two SIGINTs at once are one: what was reached is written', async () => {
  const interrupt = (child: ChildProcess) => {
    child.kill('SIGINT')
    setTimeout(() => child.kill('SIGINT'), 5)
  }
  const { code, stdout, stderr } = await woodbury(train('twice'), { cwd, interruptAt, interrupt })
  assert.is(code, 130, stderr)
  assert.is(JSON.parse(stdout).stopped, 'aborted')
  assert.ok(existsSync(join(cwd, 'twice')))
})

const shell = (script: string): [string, ...string[]] => ['bash', '-c', script, 'bash', process.execPath]
const posix = process.platform === 'win32' ? test.skip : test

posix(
  'a signal after those ends the process at once, here while a pipe without a reader keeps it waiting',
  async () => {
    spawnSync('mkfifo', [join(cwd, 'pipe')])
    let again: NodeJS.Timeout | undefined
    const interrupt = (child: ChildProcess) => {
      again = setInterval(() => child.kill('SIGINT'), 200)
    }
    const ended = await woodbury(train('pipe'), { cwd, interruptAt, interrupt })
    clearInterval(again)
    assert.is(ended.signal, 'SIGINT', ended.stderr)
    assert.is(ended.stdout, '')
  },
)

posix('a signal while data is read ends the process at once', async () => {
  spawnSync('mkfifo', [join(cwd, 'data')])
  // The shell goes on once the command has opened the pipe to read it.
  const through = shell('"$@" & pid=$!; exec 3> data; kill -TERM $pid; wait $pid')
  const ended = await woodbury(['train', '--data', 'data', '--target', 'y'], { cwd, through })
  assert.is(ended.code, 143, ended.stderr)
})

const NAMESPACE: [string, ...string[]] = ['unshare', '-pf', '--mount-proc']
const hasNamespaces = spawnSync(NAMESPACE[0], [...NAMESPACE.slice(1), 'true']).status === 0
if (!hasNamespaces) process.stdout.write('skipped: no rights to start a process 1\n')

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  (hasNamespaces ? test : test.skip)(`${signal} to process 1 of a container saves as well`, async () => {
    const interrupt = ({ pid }: ChildProcess) =>
      process.kill(Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')), signal)
    const out = `${signal}-1`
    const through: [string, ...string[]] = [...NAMESPACE, process.execPath]
    const { code, stdout, stderr } = await woodbury(train(out), { cwd, interruptAt, interrupt, through })
    assert.is(code, CODES[signal], stderr)
    assert.is(JSON.parse(stdout).stopped, 'aborted')
    assert.ok(existsSync(join(cwd, out)))
  })

posix('a reader of stdout that has seen enough is no error', async () => {
  const { code, stdout, stderr } = await woodbury(['train', '--help'], {
    through: shell('set -o pipefail; "$@" | head -n 1'),
  })
  assert.is(code, 0, stderr)
  assert.is(stderr, '')
  assert.match(stdout, /^Usage: woodbury train.*\n$/)
})

posix('without a reader of progress a run goes on to its end', async () => {
  const { code } = await woodbury(['train', ...csv, '--epochs', '300', '--out', 'unheard'], {
    cwd,
    through: shell('set -o pipefail; "$@" 2> >(head -n 1) | cat > table'),
  })
  assert.is(code, 0)
  assert.match(readFileSync(join(cwd, 'table'), 'utf8'), 'the budget of 300 epochs is used')
  assert.ok(existsSync(join(cwd, 'unheard')))
})

test.run()
