import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { scratchFolder } from '../helpers/cli.js'
import { woodburyHere } from '../helpers/cli-here.js'

// Every format from file to model to predictions. The targets are 2a − 3b + 1, which a network without hidden layers
// can be exactly, or the sign of a − b, which the largest logit can be exactly.

const cwd = scratchFolder(test)
const put = (name: string, content: string | Uint8Array) => writeFileSync(join(cwd, name), content)

const points = Array.from({ length: 60 }, (_, i) => [((7 * i) % 13) / 6 - 1, ((5 * i) % 11) / 5 - 1])
const plane = ([a, b]: number[]) => 2 * a - 3 * b + 1
const side = ([a, b]: number[]) => (a > b ? 1 : 0)
const fresh = [
  [0.5, -0.25],
  [-0.75, 0.125],
  [0, 0.5],
]

const bigEndian = (value: number) => [24, 16, 8, 0].map(shift => (value >> shift) & 255)
const idx = (shape: readonly number[], values: readonly number[]) =>
  Uint8Array.from([0, 0, 8, shape.length, ...shape.flatMap(bigEndian), ...values])

function npy(shape: readonly number[], values: readonly number[]): Uint8Array {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`
  const header = `${text.padEnd(117)}\n`
  const head = Buffer.concat([
    Buffer.from([0x93]),
    Buffer.from('NUMPY\x01\x00'),
    Buffer.from([118, 0]),
    Buffer.from(header),
  ])
  return Buffer.concat([head, Buffer.from(Float64Array.from(values).buffer)])
}

const linear = ['--hidden', 'none', '--optimizer', 'smw-gn', '--epochs', '40', '--dtype', 'float64', '--quiet']

async function trained(...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await woodburyHere(['train', ...args, '--quiet', '--out', 'm.safetensors'], { cwd })
  assert.is(code, 0, stderr)
  assert.is(stdout + stderr, '', 'quiet')
}

async function predicted(...args: string[]): Promise<string[][]> {
  const { code, stdout, stderr } = await woodburyHere(['predict', '--model', 'm.safetensors', ...args], { cwd })
  assert.is(code, 0, stderr)
  assert.is(stderr, '')
  return stdout
    .trimEnd()
    .split('\n')
    .map(line => line.split(','))
}

function assertPlane(rows: readonly string[][], inputs: readonly number[][]): void {
  assert.equal(rows[0], ['prediction'])
  assert.is(rows.length, inputs.length + 1)
  inputs.forEach((input, i) => {
    assert.ok(Math.abs(Number(rows[i + 1][0]) - plane(input)) < 1e-6, `row ${i}: ${rows[i + 1]} for ${plane(input)}`)
  })
}

function assertSides(rows: readonly string[][], names: readonly [string, string], inputs: readonly number[][]): void {
  assert.equal(rows[0], ['class', `p_${names[0]}`, `p_${names[1]}`])
  assert.is(rows.length, inputs.length + 1)
  inputs.forEach((input, i) => {
    const [name, ...probabilities] = rows[i + 1]
    assert.is(name, names[side(input)])
    assert.ok(Math.abs(probabilities.map(Number).reduce((sum, p) => sum + p) - 1) < 1e-6)
  })
}

test('CSV: a numeric target is regression, within 1e-6 of the plane; new files need the input columns only', async () => {
  put('plane.csv', `a,b,y\n${points.map(p => [...p, plane(p)].join(',')).join('\n')}\n`)
  await trained('--data', 'plane.csv', '--target', 'y', ...linear)
  put('new.csv', `b,note,a\n${fresh.map(([a, b]) => `${b},x,${a}`).join('\n')}\n`)
  assertPlane(await predicted('--data', 'new.csv'), fresh)
})

test('CSV: semicolons and decimal commas, gzipped, no header, target by number, two targets', async () => {
  const comma = (value: number) => String(value).replace('.', ',')
  const text = points.map(p => [plane(p), ...p, -plane(p)].map(comma).join(';')).join('\n')
  put('comma.csv.gz', gzipSync(text))
  const how = ['--no-header', '--delimiter', ';', '--decimal', ',']
  await trained('--data', 'comma.csv.gz', ...how, '--target', '0', '--target', '-1', ...linear)
  put('new.txt', fresh.map(([a, b]) => ['0', a, b].map(x => comma(Number(x))).join(';')).join('\n'))
  const rows = await predicted('--data', 'new.txt', ...how)
  assert.equal(rows[0], ['prediction_c0', 'prediction_c3'])
  fresh.forEach((input, i) => {
    const [one, other] = rows[i + 1].map(Number)
    assert.ok(Math.abs(one - plane(input)) < 1e-6 && Math.abs(other + plane(input)) < 1e-6)
  })
})

test('CSV: a text target is classes, whose names come back', async () => {
  const names = ['over', 'under'] as const
  put('sides.csv', `a,b,side\n${points.map(p => [...p, names[side(p)]].join(',')).join('\n')}\n`)
  await trained('--data', 'sides.csv', '--target', 'side', '--epochs', '30')
  put('new.csv', `a,b\n${fresh.map(p => p.join(',')).join('\n')}\n`)
  assertSides(await predicted('--data', 'new.csv'), names, fresh)
})

test('CSV: two classes through one sigmoid output', async () => {
  put('zeros.csv', `a,b,side\n${points.map(p => [...p, side(p)].join(',')).join('\n')}\n`)
  const loss = ['--loss', 'sigmoid-cross-entropy', '--task', 'classification']
  await trained('--data', 'zeros.csv', '--target', 'side', ...loss, '--epochs', '30')
  put('new.csv', `a,b\n${fresh.map(p => p.join(',')).join('\n')}\n`)
  assertSides(await predicted('--data', 'new.csv'), ['0', '1'], fresh)
})

test('IDX: bytes as pixels, labels as classes', async () => {
  const pixels = points.map(point => point.map(value => Math.round(127 + 120 * value)))
  put('images', gzipSync(idx([60, 1, 2], pixels.flat())))
  put('labels', idx([60], points.map(side)))
  await trained('--idx', 'images', 'labels', '--epochs', '60')
  put(
    'new-images',
    idx(
      [3, 1, 2],
      fresh.flatMap(point => point.map(value => Math.round(127 + 120 * value))),
    ),
  )
  assertSides(await predicted('--idx', 'new-images'), ['0', '1'], fresh)
})

test('LIBSVM: whole labels are classes', async () => {
  const line = (label: number, [a, b]: number[]) => `${label} 1:${a} 2:${b}`
  put('train.svm', points.map(p => line(2 * side(p) - 1, p)).join('\n'))
  await trained('--libsvm', 'train.svm', '--epochs', '30')
  put('new.svm', fresh.map(p => line(0, p)).join('\n'))
  assertSides(await predicted('--libsvm', 'new.svm'), ['-1', '1'], fresh)
})

test('npy: regression', async () => {
  put('x.npy', npy([60, 2], points.flat()))
  put('y.npy', npy([60], points.map(plane)))
  await trained('--npy', 'x.npy', 'y.npy', ...linear)
  put('new.npy', npy([3, 2], fresh.flat()))
  assertPlane(await predicted('--npy', 'new.npy'), fresh)
  put('new.csv', `p,q\n${fresh.map(p => p.join(',')).join('\n')}\n`)
  assertPlane(await predicted('--data', 'new.csv'), fresh)
})

test.run()
