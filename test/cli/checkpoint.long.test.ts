import { existsSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { load, save } from '../../src/index.js'
import { scratchFolder, woodbury } from '../helpers/cli.js'
import { woodburyHere } from '../helpers/cli-here.js'

const KILLS = 20

const cwd = scratchFolder(test)
const at = (name: string) => join(cwd, name)
const rows = Array.from({ length: 200 }, (_, i) => {
  const [n, m] = [Math.sin(i), Math.cos(i * i)]
  return `${n},${m},${n * n - m}`
})
writeFileSync(at('rows.csv'), `n,m,y\n${rows.join('\n')}\n`)

const data = ['train', '--data', 'rows.csv', '--target', 'y']
const options = ['--optimizer', 'smw-gn', '--gradient-batch', '50', '--threads', '1', '--seed', '5', '--test', '0.2']
const train = [...data, ...options, '--json', '--quiet']

/** Without the differences, which take minutes to lay out. */
const sameBytes = (one: string, other: string) =>
  assert.ok(readFileSync(at(one)).equals(readFileSync(at(other))), `${one} differs from ${other}`)

async function figuresOf(args: readonly string[]) {
  const { code, stdout, stderr } = await woodburyHere([...train, ...args], { cwd })
  assert.is(code, 0, stderr)
  const { train: training, test: held, steps, stopped } = JSON.parse(stdout)
  return { training, held, steps, stopped }
}

/** Numbers from 0 to below n, the same in every run. */
function* seeded(n: number): Generator<number, never> {
  for (let state = 1; ; ) {
    state = (state * 48271) % 2147483647
    yield state % n
  }
}

/** Kills the command with -9 at so many movements about its checkpoint, from its first on. @returns whether it lived until then */
async function killed(args: readonly string[], movements: number): Promise<boolean> {
  let left = movements
  let begun = false
  const watcher = watch(cwd)
  const { signal, stderr, code } = await woodbury(args, {
    cwd,
    started: child =>
      watcher.on('change', (_, name) => {
        begun ||= name === 'c'
        if (begun && /^(c|\.c\..*)$/.test(String(name)) && --left === 0) child.kill('SIGKILL')
      }),
  })
  watcher.close()
  if (signal !== 'SIGKILL') assert.is(code, 0, stderr)
  return signal === 'SIGKILL'
}

const linux = process.platform === 'linux' ? test : test.skip

linux(
  `killed with -9 ${KILLS} times while it writes checkpoints, a run ends bit for bit as the unbroken one`,
  async () => {
    const steps = ['--steps', '1500']
    const unbroken = await figuresOf([...steps, '--out', 'unbroken'])
    const again = [...steps, '--checkpoint', 'c', '--resume', 'c', '--checkpoint-every', '0.002', '--out', 'resumed']
    const random = seeded(12)
    let kills = 0
    let halves = 0
    for (; kills < KILLS; kills++) {
      if (!(await killed([...train, ...again], 1 + random.next().value))) rmSync(at('c'))
      else if (existsSync(at('c'))) assert.ok(load(readFileSync(at('c'))).params.length > 0)
      for (const target of ['c', 'resumed']) {
        const left = readdirSync(cwd).filter(name => name.startsWith(`.${target}.`) && name.endsWith('.tmp'))
        assert.ok(left.length <= 1, `remains of ${target} pile up: ${left}`)
        halves += left.length
      }
    }
    assert.ok(halves > 0, 'some kill fell into the writing of a file')
    assert.equal(await figuresOf(again), unbroken)
    sameBytes('resumed', 'unbroken')
    assert.ok(!readdirSync(cwd).some(name => name.endsWith('.tmp')))
  },
)

test('a checkpoint of a run that a signal ended goes on bit for bit, in a pool of two as well', async () => {
  const args = [
    ...data,
    '--optimizer',
    'smw-gn',
    '--gradient-batch',
    '50',
    '--steps',
    '400',
    '--threads',
    '2',
    '--json',
  ]
  await woodburyHere([...args, '--out', 'whole'], { cwd })
  const checkpoint = ['--checkpoint', 'stopped']
  const { code } = await woodbury([...args, ...checkpoint], { cwd, interruptAt: /^epoch 3 /m })
  assert.is(code, 130)
  const resumed = await woodburyHere([...args, '--resume', 'stopped', '--out', 'gone-on'], { cwd })
  assert.is(resumed.code, 0, resumed.stderr)
  assert.not.match(resumed.stderr, 'resumed with')
  sameBytes('gone-on', 'whole')
})

test('with --checkpoint alone the end of the run is written, and a finished run ends at once as it did', async () => {
  const finished = await figuresOf(['--steps', '30', '--checkpoint', 'end', '--out', 'first'])
  writeFileSync(at('model-of-end'), save(load(readFileSync(at('end')))))
  sameBytes('model-of-end', 'first')
  assert.equal(await figuresOf(['--steps', '30', '--resume', 'end', '--out', 'second']), finished)
  sameBytes('second', 'first')
})

test('with fewer flags the network and the type are those of the checkpoint, and what differs is said', async () => {
  const run = ['--optimizer', 'smw-gn', '--steps', '20', '--seed', '5', '--threads', '1']
  const shape = ['--hidden', '7', '--activation', 'sin', '--dtype', 'float64']
  await woodburyHere([...data, ...run, ...shape, '--checkpoint', 'sin', '--out', 'a'], { cwd })
  const same = await woodburyHere([...data, ...run, '--resume', 'sin', '--out', 'b'], { cwd })
  assert.is(same.code, 0, same.stderr)
  assert.not.match(same.stderr, 'resumed with')
  sameBytes('b', 'a')
  const fewer = await woodburyHere([...data, '--resume', 'sin', '--steps', '25'], { cwd })
  assert.is(fewer.code, 0, fewer.stderr)
  assert.match(fewer.stderr, /^note: resumed with budget .*25.*20.*: the numbers can differ/m)
  assert.match(fewer.stderr, /^note: resumed with seed 0, stopped with 5: the numbers can differ/m)
  const other = await woodburyHere([...data, ...run, '--resume', 'sin', '--hidden', '8'], { cwd })
  assert.is(other.code, 2)
  assert.match(other.stderr, 'the checkpoint is of 2-7-1 sin, and 2-8-1 tanh is asked for')
})

test('a run that blew up leaves a checkpoint that can be read, or none', async () => {
  const args = [...data, '--optimizer', 'sgd', '--learning-rate', '1e30', '--checkpoint', 'blown']
  const { code } = await woodburyHere(args, { cwd })
  assert.is(code, 3)
  assert.ok(!existsSync(at('blown')) || load(readFileSync(at('blown'))).params.every(Number.isFinite))
})

for (const [args, sentence] of [
  [['--resume', 'nowhere'], /^woodbury: nowhere: no such file/],
  [['--resume', 'nowhere', '--checkpoint', 'elsewhere'], /^woodbury: nowhere: no such file/],
  [['--resume', 'model'], /^woodbury: model: the bytes hold a model but no checkpoint/],
  [['--resume', 'rows.csv'], /^woodbury: rows\.csv: this looks like a CSV file/],
  [['--resume', 'half'], /^woodbury: half: .*truncated/],
  [['--resume', 'end', '--optimizer', 'adam'], /^woodbury: end: the checkpoint is of smwGN, this run uses adam/],
  [['--checkpoint-every', '3'], /^woodbury: train: --checkpoint-every .* Pass --checkpoint too/],
] as const)
  test(`train ${args.join(' ')} is refused with 2`, async () => {
    if (!existsSync(at('end'))) await woodburyHere([...train, '--steps', '1', '--checkpoint', 'end'], { cwd })
    const end = readFileSync(at('end'))
    writeFileSync(at('half'), end.subarray(0, end.length / 2))
    writeFileSync(at('model'), save(load(end)))
    const { code, stdout, stderr } = await woodburyHere([...data, '--quiet', ...args], { cwd })
    assert.is(code, 2)
    assert.is(stdout, '')
    assert.match(stderr, sentence)
  })

test('a file that is not there yet is no mistake where the same run writes it', async () => {
  const { code, stderr } = await woodburyHere([...data, '--steps', '1', '--resume', 'new', '--checkpoint', 'new'], {
    cwd,
  })
  assert.is(code, 0, stderr)
  assert.match(stderr, 'note: new is not there yet: this run starts from the beginning')
  assert.ok(existsSync(at('new')))
})

test('--dtype other than that of the checkpoint is refused', async () => {
  assert.is((await woodburyHere([...train, '--steps', '3', '--checkpoint', 'single'], { cwd })).code, 0)
  const { code, stderr } = await woodburyHere([...train, '--steps', '6', '--resume', 'single', '--dtype', 'float64'], {
    cwd,
  })
  assert.is(code, 2)
  assert.match(stderr, 'the checkpoint is of float32, and --dtype float64 is asked for')
})

test.run()
