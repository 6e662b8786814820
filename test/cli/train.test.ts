import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { load } from '../../src/index.js'
import { folder, path, put, removeFolder, table, woodbury } from './command.js'

const numbers = put(
  'numbers.csv',
  table((a, b) => String(2 * a - b + 1)),
)
const kinds = put(
  'kinds.csv',
  table((a, b) => (a > b ? 'big' : 'small'), 'p,q,kind'),
)

test.after(removeFolder)

test('--json prints exactly one object with the keys of the contract, and nothing else', async () => {
  const { code, stdout, stderr } = await woodbury([
    ...['train', '--data', numbers, '--target', 'y', '--steps', '20', '--test', '0.2', '--validation', '0.2'],
    ...['--json', '--quiet', '--out', 'json.safetensors'],
  ])
  assert.is(code, 0, stderr)
  assert.is(stderr, '')
  const result = JSON.parse(stdout)
  for (const key of [
    'optimizer',
    'parameters',
    'dtype',
    'threads',
    'simd',
    'steps',
    'epochs',
    'seconds',
    'stopped',
    'lambda',
  ])
    assert.ok(key in result, key)
  assert.is(result.optimizer, 'smw-gn')
  assert.is(result.model, 'json.safetensors')
  for (const set of ['train', 'validation', 'test']) assert.type(result[set].rmse, 'number')
  assert.ok(result.test.rmse < 0.5, `test RMSE ${result.test.rmse}`)
  assert.equal(Object.keys(result.history[0]).slice(0, 4), ['step', 'epoch', 'seconds', 'loss'])
})

test('a model file carries columns, classes and scaling, so predict needs nothing else', async () => {
  const trained = await woodbury([
    'train',
    '--data',
    kinds,
    '--target',
    'kind',
    '--steps',
    '40',
    '--out',
    'kinds.safetensors',
  ])
  assert.is(trained.code, 0, trained.stderr)
  assert.match(trained.stdout, /accuracy/)
  const turned = put('turned.csv', 'q,extra,p\n0,7,5\n2.4,7,0\n')
  const { code, stdout } = await woodbury(['predict', '--model', 'kinds.safetensors', '--data', turned])
  assert.is(code, 0)
  const [head, first, second] = stdout.trim().split('\n')
  assert.is(head, 'class,p_big,p_small')
  assert.match(first, /^big,/)
  assert.match(second, /^small,/)
  const json = await woodbury(['predict', '--model', 'kinds.safetensors', '--data', turned, '--json'])
  assert.equal(JSON.parse(json.stdout).columns, ['class', 'p_big', 'p_small'])
})

test('regression is predicted in the target’s own units and written to --out', async () => {
  await woodbury(['train', '--data', numbers, '--target', 'y', '--steps', '60', '--quiet', '--out', 'n.safetensors'])
  const { code } = await woodbury(['predict', '--model', 'n.safetensors', '--data', numbers, '--out', 'n.csv'])
  assert.is(code, 0)
  const [head, first] = readFileSync(path('n.csv'), 'utf8').split('\n')
  assert.is(head, 'y')
  assert.ok(Math.abs(Number(first) - 1) < 0.05, first)
})

test('LIBSVM, npy and gzipped IDX train too', async () => {
  const libsvm = put('a.libsvm', Array.from({ length: 30 }, (_, i) => `${i % 2} 1:${i % 2} 2:${i / 30}`).join('\n'))
  const labels = Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 12, ...Array.from({ length: 12 }, (_, i) => i % 2)])
  const pixels = Array.from({ length: 12 }, (_, i) => [(i % 2) * 255, 10, 20, 30]).flat()
  const images = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 12, 0, 0, 0, 2, 0, 0, 0, 2, ...pixels])
  put('images', gzipSync(images))
  put('labels', labels)
  put('x.npy', npy(Array.from({ length: 20 }, (_, i) => i / 20)))
  put('y.npy', npy(Array.from({ length: 20 }, (_, i) => (i / 20) ** 2)))
  const quick = ['--hidden', '4', '--steps', '15', '--quiet', '--json']
  for (const source of [
    ['--libsvm', libsvm],
    ['--idx', 'images', 'labels'],
    ['--npy', 'x.npy', 'y.npy'],
  ]) {
    const { code, stdout, stderr } = await woodbury(['train', ...source, ...quick])
    assert.is(code, 0, stderr)
    const { train } = JSON.parse(stdout)
    assert.ok(
      train.accuracy === undefined ? train.rmse < 0.3 : train.accuracy > 0.9,
      `${source}: ${stdout.slice(0, 300)}`,
    )
  }
})

/** A float64 column as NumPy writes it. */
function npy(values: number[]): Uint8Array {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${values.length}, 1), }`
  const header = `${text.padEnd(117)}\n`
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8])
  return Buffer.concat([start, Buffer.from(header), Buffer.from(Float64Array.from(values).buffer)])
}

test('without a terminal progress is plain lines on stderr', async () => {
  const { stderr } = await woodbury(['train', '--data', numbers, '--target', 'y', '--steps', '5'])
  assert.match(stderr, /^epoch 1 {2}step 1 /m)
  assert.not.ok(stderr.includes('\u001b'), 'an escape code')
})

test('SIGINT writes the model reached and exits with 130', async () => {
  const args = ['train', '--arm', '--seconds', '60', '--threads', '1', '--out', 'reached.safetensors']
  const { code, stderr } = await woodbury(args, (text, interrupt) => {
    if (/epoch 1/.test(text)) interrupt()
  })
  assert.is(code, 130, stderr)
  assert.is(load(readFileSync(path('reached.safetensors'))).params.length, 4546)
})

test('a run that diverges exits with 3', async () => {
  const args = ['train', '--arm', '--optimizer', 'sgd', '--learning-rate', '1000', '--epochs', '2', '--quiet']
  assert.is((await woodbury(args)).code, 3)
})

test('the report is one page without requests', async () => {
  await woodbury(['train', '--data', numbers, '--target', 'y', '--steps', '10', '--quiet', '--report', 'r.html'])
  const page = readFileSync(path('r.html'), 'utf8')
  assert.match(page, /^<!doctype html>/)
  assert.match(page, /<svg/)
  assert.not.match(page, /https?:|<script|<link/)
})

const bad: [args: string[], says: RegExp][] = [
  [['train'], /no data/],
  [['train', '--data', 'nope.csv', '--target', 'y'], /nope\.csv: no such file/],
  [['train', '--data', numbers], /--target.*a, b, y/],
  [['train', '--data', numbers, '--target', 'z'], /no target column "z"/],
  [['train', '--dta', numbers], /--dta.*--data/],
  [['train', '--data', numbers, '--target', 'y', '--epochs', 'x'], /--epochs.*not a number/],
  [['train', '--data', numbers, '--target', 'y', '--optimizer', 'smw-gm'], /smw-gn/],
  [['train', '--data', numbers, '--target', 'y', '--momentum', '2'], /momentum is 2/],
  [['train', '--data', numbers, '--target', 'y', '--out', 'no/folder/m'], /folder does not exist/],
  [['train', '--data', numbers, '--target', 'y', '--idx', 'a', 'b'], /both given/],
  [
    ['train', '--data', numbers, '--target', 'y', '--optimizer', 'adam', '--lambda', '1'],
    /--lambda means nothing to adam/,
  ],
  [['train', '--idx', numbers, numbers], /magic number/],
  [['train', '--arm', '--hidden', '0'], /widths/],
  [['train', '--arm', '--seconds', '-1'], /seconds is -1/],
  [['predict', '--model', numbers, '--data', numbers], /no safetensors file/],
  [['predict', '--data', numbers], /--model/],
  [['bogus'], /unknown command 'bogus'/],
]

for (const [args, says] of bad)
  test(`woodbury ${args.join(' ').replaceAll(folder, '')}: exit 2 and one line`, async () => {
    const { code, stdout, stderr } = await woodbury(args)
    assert.is(code, 2, stderr)
    assert.is(stdout, '')
    assert.match(stderr, says)
    assert.is(stderr.trim().split('\n').length, 1, stderr)
  })

for (const command of [[], ['train'], ['predict'], ['info']])
  test(`woodbury ${command.join(' ')} --help fits 80 columns`, async () => {
    const { code, stdout } = await woodbury([...command, '--help'])
    assert.is(code, 0)
    const longest = stdout.split('\n').reduce((a, b) => (a.length >= b.length ? a : b))
    assert.ok(longest.length <= 80, longest)
    assert.match(stdout, /Usage: woodbury/)
  })

test('info --json names version, SIMD build, threads and memory', async () => {
  const { stdout } = await woodbury(['info', '--json'])
  const facts = JSON.parse(stdout)
  assert.match(facts.version, /^\d+\.\d+\.\d+/)
  assert.ok(facts.simd === 'plain' || facts.simd === 'relaxed')
  assert.ok(facts.threads >= 1 && facts.memory.total > 0)
})

test.run()
