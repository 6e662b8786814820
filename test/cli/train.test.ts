import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { scratchFolder, woodbury } from '../helpers/cli.js'
import { woodburyHere } from '../helpers/cli-here.js'

const cwd = scratchFolder(test)
const rows = Array.from({ length: 50 }, (_, i) => `${i},${(i * 7) % 10},${i % 2 ? 'odd' : 'even'}`)
writeFileSync(join(cwd, 'rows.csv'), `n,m,parity\n${rows.join('\n')}\n`)
writeFileSync(join(cwd, 'more.csv'), 'parity,m,n\nodd,3,51\neven,1,60\n')
const csv = ['train', '--data', 'rows.csv', '--seed', '3']

const RUN = [
  'optimizer',
  'settings',
  'parameters',
  'dtype',
  'threads',
  'simd',
  'steps',
  'epochs',
  'seconds',
  'stopped',
  'reason',
  'lambda',
]

test('train --json is one object with the keys of the contract, for regression', async () => {
  const args = [
    '--target',
    'm',
    '--ignore',
    'parity',
    '--test',
    '0.2',
    '--validation',
    '0.1',
    '--epochs',
    '4',
    '--json',
  ]
  const { code, stdout, stderr } = await woodburyHere([...csv, ...args, '--out', 'm.safetensors'], { cwd })
  assert.is(code, 0, stderr)
  assert.is(stdout.trimEnd().split('\n').length, 1)
  const json = JSON.parse(stdout)
  assert.equal(Object.keys(json), [...RUN, 'chosen', 'train', 'validation', 'test', 'history', 'warnings', 'model'])
  assert.is(json.optimizer, 'smw-gn')
  assert.match(json.chosen, /^smwGN: regression/)
  assert.is(json.parameters, 64 + 64 + 64 * 64 + 64 + 64 + 1)
  assert.is(json.dtype, 'float32')
  assert.is(json.epochs, 4)
  assert.is(json.stopped, 'epochs')
  assert.is(json.model, 'm.safetensors')
  for (const set of ['train', 'validation', 'test']) {
    assert.equal(Object.keys(json[set]), ['loss', 'rmse'])
    assert.ok(Math.abs(json[set].rmse ** 2 / json[set].loss - 1) < 1e-6)
  }
  assert.is(json.history.length, json.steps)
  assert.equal(Object.keys(json.history[0]), ['step', 'epoch', 'seconds', 'loss', 'lambda', 'gainRatio'])
  assert.ok(existsSync(join(cwd, 'm.safetensors')))
})

test('train --json for classes by Adam: accuracy, lambda null, no lambda in the history, no model', async () => {
  const args = [
    '--target',
    'parity',
    '--test-data',
    'more.csv',
    '--optimizer',
    'adam',
    '--steps',
    '3',
    '--json',
    '--quiet',
  ]
  const { code, stdout, stderr } = await woodburyHere([...csv, ...args], { cwd })
  assert.is(code, 0, stderr)
  assert.is(stderr, '')
  const json = JSON.parse(stdout)
  assert.equal(Object.keys(json), [...RUN, 'train', 'test', 'history', 'warnings'])
  assert.is(json.lambda, null)
  assert.equal(Object.keys(json.train), ['loss', 'accuracy'])
  assert.ok([0, 0.5, 1].includes(json.test.accuracy), 'two test samples')
  assert.equal(Object.keys(json.history[0]), ['step', 'epoch', 'seconds', 'loss'])
})

test('without a terminal: one plain line an epoch on stderr, the table on stdout, at most 80 columns, no escape codes', async () => {
  const { code, stdout, stderr } = await woodbury([...csv, '--target', 'm', '--ignore', 'parity', '--epochs', '5'], {
    cwd,
  })
  assert.is(code, 0, stderr)
  assert.is(stderr.split('\n').filter(line => /^epoch \d+ {2}loss /.test(line)).length, 5)
  assert.match(stdout, /^train +50 /m)
  assert.match(stdout, /^chosen +smwGN: regression /m)
  assert.match(stdout, /^stopped +the budget of 5 epochs is used/m)
  assert.not.match(stdout + stderr, '\x1b')
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line)
})

test('--optimizer auto is what nothing said is; an option needs the name of its method', async () => {
  const args = ['--target', 'parity', '--steps', '2', '--json']
  const losses = async (...more: string[]) => {
    const { code, stdout, stderr } = await woodburyHere([...csv, ...args, ...more], { cwd })
    assert.is(code, 0, stderr)
    const { history, chosen } = JSON.parse(stdout)
    return { losses: history.map(({ loss }: { loss: number }) => loss), chosen }
  }
  assert.equal(await losses('--optimizer', 'auto'), await losses())
  assert.is((await losses('--momentum', '0.5')).chosen, undefined)
  const { code, stderr } = await woodburyHere([...csv, ...args, '--optimizer', 'auto', '--momentum', '0.5'], { cwd })
  assert.is(code, 2)
  assert.match(stderr, /--optimizer auto settles momentum by itself\. .*--optimizer smw-ng/)
})

test('a numeric target of few whole values is regression with a hint, and --task decides', async () => {
  const args = ['--target', 'm', '--ignore', 'parity', '--steps', '1', '--json']
  const found = await woodburyHere([...csv, ...args], { cwd })
  assert.match(found.stderr, /note: m holds 10 different whole numbers .* classification/)
  assert.ok('rmse' in JSON.parse(found.stdout).train)
  const asked = await woodburyHere([...csv, ...args, '--task', 'classification'], { cwd })
  assert.not.match(asked.stderr, 'different whole numbers')
  assert.ok('accuracy' in JSON.parse(asked.stdout).train)
})

test('the same seed gives the same figures, another one others', async () => {
  const args = [
    '--target',
    'm',
    '--ignore',
    'parity',
    '--steps',
    '5',
    '--threads',
    '1',
    '--test',
    '0.2',
    '--json',
    '--quiet',
  ]
  const figuresOf = async (...more: string[]) => {
    const { train, test: held } = JSON.parse((await woodburyHere([...csv, ...args, ...more], { cwd })).stdout)
    return [train.loss, held.loss]
  }
  const first = await figuresOf()
  assert.equal(await figuresOf(), first)
  assert.not.equal(await figuresOf('--seed', '4'), first)
})

test('--arm trains without any file and tests on other samples', async () => {
  const { code, stdout, stderr } = await woodburyHere(['train', '--arm', '--steps', '30', '--json', '--quiet'], { cwd })
  assert.is(code, 0, stderr)
  const json = JSON.parse(stdout)
  assert.is(json.optimizer, 'smw-gn')
  assert.is(json.dtype, 'float64')
  assert.is(json.parameters, 3 * 64 + 64 + 64 * 64 + 64 + 64 * 2 + 2)
  assert.ok(json.test.rmse < 0.01 && json.test.loss !== json.train.loss)
})

test('--report writes one page that requests nothing', async () => {
  const args = ['--target', 'm', '--ignore', 'parity', '--steps', '10', '--test', '0.2', '--report', 'run.html']
  const { code, stderr } = await woodburyHere([...csv, ...args], { cwd })
  assert.is(code, 0, stderr)
  assert.match(stderr, /^wrote run\.html$/m)
  const page = readFileSync(join(cwd, 'run.html'), 'utf8')
  assert.match(page, /^<!doctype html>/)
  assert.match(page, /Training on rows\.csv/)
  assert.match(page, /test RMS error/)
  assert.not.match(page, /https?:|<script|<link|url\(/)
})

test('a run that diverges ends with 3 and says why in one line', async () => {
  const args = ['--target', 'm', '--ignore', 'parity', '--optimizer', 'sgd', '--learning-rate', '1e30', '--quiet']
  const { code, stdout, stderr } = await woodbury([...csv, ...args, '--json'], { cwd })
  assert.is(code, 3)
  assert.match(stderr, /^woodbury: train: diverged: .*\n$/)
  assert.is(JSON.parse(stdout).stopped, 'diverged')
})

test('a run that diverges late writes the model of its best epoch and says which', async () => {
  const args = ['--target', 'm', '--ignore', 'parity', '--optimizer', 'sgd', '--learning-rate', '2', '--epochs', '12']
  const { code, stdout, stderr } = await woodburyHere([...csv, ...args, '--gradient-batch', '40', '--json'], { cwd })
  assert.is(code, 3, stderr)
  const { best, stopped, train } = JSON.parse(stdout)
  assert.is(stopped, 'diverged')
  assert.match(stderr, new RegExp(`The model is that of ${best.epoch > 0 ? `epoch ${best.epoch}` : 'the start'}\\.`))
  assert.ok(Number.isFinite(train.rmse))
})

test('a run that stalls ends with 0, and a note tells gradient, cause and cure', async () => {
  const args = ['--target', 'm', '--ignore', 'parity', '--damping', 'constant', '--lambda', '1e300', '--json']
  const { code, stdout, stderr } = await woodburyHere([...csv, ...args], { cwd })
  assert.is(code, 0, stderr)
  const { stopped, warnings } = JSON.parse(stdout)
  assert.is(stopped, 'stalled')
  assert.match(stderr, /^note: stalled: lambda 1e\+300 leaves no step. Start with a smaller one .*gradient norm \d.*$/m)
  assert.ok(warnings.some((warning: string) => warning.startsWith('stalled: ')))
})

test('SIGINT ends a run with 130 and writes the model reached so far', async () => {
  const args = ['train', '--arm', '--seconds', '60', '--out', 'reached.safetensors', '--json']
  const { code, stdout, stderr } = await woodbury(args, { cwd, interruptAt: /^epoch 1 /m })
  assert.is(code, 130, stderr)
  assert.is(JSON.parse(stdout).stopped, 'aborted')
  writeFileSync(join(cwd, 'angles.csv'), 'theta1,theta2,theta3\n0,0,0\n')
  const predicted = await woodbury(['predict', '--model', 'reached.safetensors', '--data', 'angles.csv'], { cwd })
  const [head, row] = predicted.stdout.split('\n')
  assert.is(head, 'prediction_x,prediction_y')
  const [x, y] = row.split(',').map(Number)
  assert.ok(Math.abs(x - 2.1) < 0.05 && Math.abs(y) < 0.05, row)
})

test.run()
