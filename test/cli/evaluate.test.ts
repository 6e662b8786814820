import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { load, save } from '../../src/index.js'
import { scratchFolder, woodbury } from '../helpers/cli.js'
import { woodburyHere } from '../helpers/cli-here.js'

const cwd = scratchFolder(test)
const put = (name: string, content: string | Uint8Array) => writeFileSync(join(cwd, name), content)
const lines = (from: number, row: (i: number) => string) =>
  `${Array.from({ length: 40 }, (_, k) => row(from + k)).join('\n')}\n`
const kind = (i: number) => (i % 3 ? 'odd' : 'even')

put('rows.csv', `n;m;y;z;kind\n${lines(0, i => `${i};${(i * 7) % 10};${i / 2};${-i};${kind(i)}`)}`)
put('held.csv', gzipSync(`kind;z;n;y;m\n${lines(20, i => `${kind(i)};${-i};${i};${i / 2};${(i * 3) % 10}`)}`))
put(
  'bare.csv',
  lines(0, i => `${i},${(i * 7) % 10},${i / 2}`),
)
for (const [name, from] of [
  ['train', 0],
  ['test', 5],
] as const) {
  put(
    `${name}.svm`,
    lines(from, i => `${i % 2 ? '+1' : '-1'} 1:${i} 3:${(i * 7) % 10}`),
  )
  const pixels = Array.from({ length: 40 * 4 }, (_, k) => ((k + from) * 37) % 256)
  put(`${name}.images`, Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 2, ...pixels))
  put(`${name}.labels`, Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 40, ...pixels.slice(0, 40).map(p => p % 3)))
  put(
    `${name}-x.npy`,
    npy([40, 2], i => i * 0.1 + from),
  )
  put(
    `${name}-y.npy`,
    npy([40, 1], i => Math.sin(i + from)),
  )
}

function npy(shape: readonly number[], value: (i: number) => number): Uint8Array {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`.padEnd(117)
  const count = shape.reduce((a, b) => a * b, 1)
  const data = Float64Array.from({ length: count }, (_, i) => value(i))
  const start = Uint8Array.from([0x93, ...Buffer.from(`NUMPY\x01\x00v\x00${header}\n`, 'latin1')])
  return Buffer.concat([start, new Uint8Array(data.buffer)])
}

const CASES: readonly (readonly [string, readonly string[], readonly string[], readonly string[]])[] = [
  [
    'numbers in CSV',
    ['--data', 'rows.csv', '--target', 'y', '--ignore', 'kind'],
    ['--test-data', 'held.csv'],
    ['--data', 'held.csv'],
  ],
  [
    'two targets',
    ['--data', 'rows.csv', '--target', 'y', '--target', 'z', '--ignore', 'kind'],
    ['--test-data', 'held.csv'],
    ['--data', 'held.csv', '--ignore', 'kind'],
  ],
  ['classes in CSV', ['--data', 'rows.csv', '--target', '-1'], ['--test-data', 'held.csv'], ['--data', 'held.csv']],
  [
    'CSV without names',
    ['--data', 'bare.csv', '--no-header', '--target', '2'],
    ['--test-data', 'bare.csv'],
    ['--data', 'bare.csv', '--no-header', '--delimiter', ','],
  ],
  ['LIBSVM', ['--libsvm', 'train.svm', '--features', '4'], ['--test-libsvm', 'test.svm'], ['--libsvm', 'test.svm']],
  [
    'IDX',
    ['--idx', 'train.images', 'train.labels'],
    ['--test-idx', 'test.images', 'test.labels'],
    ['--idx', 'test.images', 'test.labels'],
  ],
  [
    'npy',
    ['--npy', 'train-x.npy', 'train-y.npy'],
    ['--test-npy', 'test-x.npy', 'test-y.npy'],
    ['--npy', 'test-x.npy', 'test-y.npy'],
  ],
  ['the arm', ['--arm', '--seed', '4'], [], ['--arm', '--seed', '4']],
]

for (const [name, training, held, evaluated] of CASES)
  test(`evaluate gives the figures that train gave, to the last digit: ${name}`, async () => {
    const args = ['train', ...training, ...held, '--steps', '2', '--quiet', '--json', '--out', 'm']
    const trained = await woodburyHere(args, { cwd })
    assert.is(trained.code, 0, trained.stderr)
    const json = await woodburyHere(['evaluate', '--model', 'm', ...evaluated, '--json'], { cwd })
    assert.is(json.code, 0, json.stderr)
    const { test: figures, samples } = JSON.parse(json.stdout)
    assert.equal(figures, JSON.parse(trained.stdout).test)
    assert.is(samples, name === 'the arm' ? 5000 : 40)
  })

test('as a table it is the line that train prints of its test set', async () => {
  const args = ['train', ...CASES[2][1], ...CASES[2][2], '--steps', '2', '--out', 'm']
  const trained = await woodbury(args, { cwd })
  const { stdout } = await woodbury(['evaluate', '--model', 'm', ...CASES[2][3]], { cwd })
  const [head, line, ...rest] = stdout.trimEnd().split('\n')
  assert.match(head, /^ +samples +loss +accuracy$/)
  assert.is(line.replace(/ +/g, ' '), trained.stdout.match(/^test .*$/m)?.[0].replace(/ +/g, ' '))
  assert.equal(rest, [])
})

for (const [args, sentence] of [
  [['--model', 'm'], /^woodbury: evaluate: no data/],
  [['--data', 'held.csv'], /required option '--model <file>'/],
  [['--model', 'nope', '--data', 'held.csv'], /^woodbury: nope: no such file/],
  [['--model', 'rows.csv', '--data', 'held.csv'], /^woodbury: rows\.csv: /],
  [['--model', 'm', '--arm', '--data', 'held.csv'], /^woodbury: evaluate: --data and --arm are both given/],
  [['--model', 'm', '--arm', '--no-header'], /^woodbury: evaluate: --no-header goes with --data/],
  [['--model', 'm', '--data', 'held.csv', '--seed', '3'], /^woodbury: evaluate: --seed goes with --arm/],
  [['--model', 'm', '--idx', 'test.images'], /^woodbury: evaluate: --idx takes two files/],
  [['--model', 'svm', '--libsvm', 'test.svm', '--features', '9'], /--features 9 does not fit the model, which takes 4/],
  [['--model', 'nameless', '--data', 'held.csv'], /^woodbury: evaluate: --data needs --target/],
  [['--model', 'm', '--data', 'bare.csv'], /bare\.csv has no/],
] as const)
  test(`evaluate ${args.join(' ')} is refused with 2`, async () => {
    if (args.some(arg => arg === 'svm'))
      await woodburyHere(['train', ...CASES[4][1], '--steps', '1', '--out', 'svm'], { cwd })
    if (args.some(arg => arg === 'nameless')) {
      const { graph, params } = load(readFileSync(join(cwd, 'm')))
      put('nameless', save({ graph, params }))
    }
    const { code, stdout, stderr } = await woodburyHere(['evaluate', ...args], { cwd })
    assert.is(code, 2, stderr)
    assert.is(stdout, '')
    assert.match(stderr, sentence)
    assert.is(stderr.trimEnd().split('\n').length, 1)
  })

const FOREIGN: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ['k.h5', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10, 0, 0), /k\.h5: this looks like an HDF5 file/],
  ['k.pt', `PK\x03\x04${'a'.repeat(40)}`, /looks like a zip archive/],
  ['k.json', '{"a": 1}', /looks like JSON/],
  ['k.gguf', `GGUF${'\0'.repeat(20)}`, /looks like a GGUF model/],
  ['k.csv', 'a,b\n1,2\n', /looks like a CSV file/],
  ['k.lfs', 'version https://git-lfs.github.com/spec/v1\n', /a Git LFS pointer.*git lfs pull/],
  ['k.none', '', /looks like an empty file/],
  ['k.other', `${'\x13'}${'\0'.repeat(7)}{"__metadata__":{}}`, /a safetensors file of another program/],
]
for (const [name, content, says] of FOREIGN)
  test(`a model that is ${name} is named for what it is`, async () => {
    put(name, content)
    const { code, stderr } = await woodburyHere(['evaluate', '--model', name, '--data', 'rows.csv'], { cwd })
    assert.is(code, 2)
    assert.match(stderr, says)
    assert.match(stderr, 'Pass a file that woodbury train has written.')
  })

test.run()
