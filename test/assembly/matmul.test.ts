import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertClose, assertSame } from '../helpers/assert-close.js'
import {
  assertPaddingUntouched,
  draws,
  entries,
  type Kit,
  type Matrix,
  refused,
  tiledKits,
} from '../helpers/kernels.js'

/** Twice the highest tile and more: every way a rest of rows is made up. */
const MOST_ROWS = 15
const BLOCK_ROWS = 96
const DEPTH = 400
/** Where a vector is taken in stretches. */
const VECTOR_DEPTH = 8192

interface Shape {
  m: number
  n: number
  k: number
  transA?: boolean
  transB?: boolean
  accumulate?: boolean
}

interface Operands {
  A: Matrix
  B: Matrix
  C: Matrix
  scratch: number
}

interface Twin {
  values: number[]
  bounds: number[]
}

const twins = new Map<string, Twin>()

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

for (const kit of tiledKits) {
  const { lanes } = kit
  const columns = 2 * lanes
  const blockColumns = 2048 / kit.bytes

  test(`matmul ${kit.name}: error ≤ (k+2)u·(|A||B| + |C|) at every edge of the tile`, () => {
    for (let m = 0; m <= MOST_ROWS; m++)
      for (const n of [0, 1, lanes - 1, lanes, lanes + 1, columns - 1, columns, columns + 1])
        for (const k of [0, 1, 3, 4, 6]) everyForm(kit, m, n, k)
  })

  test(`matmul ${kit.name}: the same bound at every edge of the blocks and over several of them`, () => {
    for (const m of [BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 1, 2 * BLOCK_ROWS + 3]) everyForm(kit, m, 9, 7)
    for (const n of [blockColumns - 1, blockColumns, blockColumns + 1, 2 * blockColumns + 3]) everyForm(kit, 5, n, 6)
    for (const k of [DEPTH - 1, DEPTH, DEPTH + 1, 2 * DEPTH + 3]) everyForm(kit, 6, 11, k)
    everyForm(kit, BLOCK_ROWS + 5, blockColumns + 5, DEPTH + 5, [true])
  })

  test(`matmul ${kit.name}: the same bound where one side is one or two vectors`, () => {
    for (const k of [lanes - 1, lanes, lanes + 1, 4 * lanes + 1, DEPTH + 5])
      for (const [m, n] of [
        [67, 1],
        [67, 2],
        [1, 67],
        [2, 67],
      ] as const)
        everyForm(kit, m, n, k)
    everyForm(kit, 1, 9, VECTOR_DEPTH + 3, [true])
    everyForm(kit, 9, 1, VECTOR_DEPTH + 3, [false])
  })

  test(`matmul ${kit.name}: rows cut anywhere give the bits of the whole`, () => {
    for (const n of [1, 2, columns + 3])
      for (const transA of [false, true]) {
        const shape = { m: 2 * BLOCK_ROWS + 7, n, k: DEPTH + 3, transA }
        const whole = entries(multiply(kit, shape).C)
        const cut = operands(kit, shape)
        for (const [from, to] of [
          [0, 8],
          [8, 8],
          [8, 101],
          [101, 102],
          [102, shape.m],
        ] as const)
          product(kit, shape, cut, from, to)
        assertSame(entries(cut.C), whole, `n=${n}`)
      }
  })

  test(`matmul ${kit.name}: rows outside the range keep their numbers`, () => {
    const shape = { m: 12, n: columns + 1, k: 3 }
    const ops = operands(kit, shape)
    const before = entries(ops.C)
    product(kit, shape, ops, 5, 7)
    const after = entries(ops.C)
    assertSame(after.slice(0, 5 * shape.n), before.slice(0, 5 * shape.n))
    assertSame(after.slice(7 * shape.n), before.slice(7 * shape.n))
  })

  test(`matmul ${kit.name}: the same bound with subnormal, huge and signed zero operands`, () => {
    for (const [m, n, k] of [
      [7, columns + 1, 5],
      [13, 3 * columns - 1, lanes + 1],
    ] as const)
      for (const transA of [false, true]) {
        const shape = { m, n, k, transA }
        const ops = operands(kit, shape)
        for (const { values } of [ops.A, ops.B]) for (let i = 0; i < values.length; i++) values[i] = adverse(kit, i)
        product(kit, shape, ops)
        const { values, bounds } = twin(kit, shape, ops.A, ops.B)
        // What falls below the normal numbers may lose half a unit of the smallest of them, product by product.
        const least = kit.dtype === 'F32' ? 2 ** -149 : 2 ** -1074
        assertClose(
          entries(ops.C),
          values,
          bounds.map(bound => bound + k * least),
        )
      }
  })

  test(`matmul ${kit.name}: a NaN of A reaches its row, an infinity of B its column, and nothing else`, () => {
    const shape = { m: 9, n: columns + 1, k: 5 }
    const ops = operands(kit, shape)
    ops.A.values[6 * ops.A.ld + 2] = NaN
    ops.B.values[3 * ops.B.ld + 8] = Infinity
    product(kit, shape, ops)
    for (let i = 0; i < shape.m; i++)
      for (let j = 0; j < shape.n; j++) {
        const value = ops.C.values[i * ops.C.ld + j] as number
        if (i === 6) assert.ok(Number.isNaN(value), `row ${i}, column ${j} is ${value}`)
        else if (j === 8) assert.is(Math.abs(value), Infinity)
        else assert.ok(Number.isFinite(value))
      }
  })
}

for (const build of ['plain', 'relaxed'] as const)
  for (const dtype of ['F32', 'F64'] as const) {
    const same = tiledKits.filter(kit => kit.build === build && kit.dtype === dtype)
    test(`matmul ${build} ${dtype}: every tile gives the same bits`, () => {
      const shape = { m: BLOCK_ROWS + 13, n: 37, k: DEPTH + 3 }
      const [first, ...others] = same.map(kit => entries(multiply(kit, shape).C))
      for (const other of others) assertSame(other, first as number[])
    })
  }

/** Numbers at the ends of what the type holds, whose products and sums stay within it. */
function adverse(kit: Kit, i: number): number {
  const [least, large] = kit.dtype === 'F32' ? [2 ** -149, 2 ** 60] : [2 ** -1074, 2 ** 500]
  const choices = [0, -0, least, -3 * least, large, -large, 1 / large, 1, -0.75, 2 ** 22 * least]
  return choices[(i * 7 + (i >> 3)) % choices.length] as number
}

function everyForm(kit: Kit, m: number, n: number, k: number, accumulates = [false, true]): void {
  for (const [transA, transB] of [
    [false, false],
    [true, false],
    [false, true],
  ] as const)
    for (const accumulate of accumulates) {
      const shape = { m, n, k, transA, transB, accumulate }
      const ops = operands(kit, shape)
      const { A, B, C } = ops
      const { values, bounds } = twinOf(kit.dtype, shape, () =>
        twin(kit, shape, A, B, accumulate ? entries(C) : undefined),
      )
      product(kit, shape, ops)
      const what = `${m}×${k}·${k}×${n} ${transA ? 'Aᵀ' : ''}${transB ? 'Bᵀ' : ''}${accumulate ? ' +=' : ''}`
      assertClose(entries(C), values, bounds, what)
      assertPaddingUntouched(C, what)
    }
}

function multiply(kit: Kit, shape: Shape): Operands {
  const ops = operands(kit, shape)
  product(kit, shape, ops)
  return ops
}

function operands(kit: Kit, shape: Shape): Operands {
  const { m, n, k, transA, transB, accumulate } = shape
  kit.reset()
  const draw = draws(m + 31 * n + 977 * k)
  const A = transA ? kit.matrix(k, m, m + 3, draw) : kit.matrix(m, k, k + 1, draw)
  const B = transB ? kit.matrix(n, k, k + 2, draw) : kit.matrix(k, n, n + 5, draw)
  const C = kit.matrix(m, n, n + 3, () => (accumulate ? draw() : NaN))
  return { A, B, C, scratch: kit.scratch(n) }
}

function product(kit: Kit, shape: Shape, { A, B, C, scratch }: Operands, from = 0, to = shape.m): void {
  const { m, n, k, transA, transB, accumulate } = shape
  const flags = [transA ? 1 : 0, transB ? 1 : 0]
  kit.run('matmul', ...flags, m, n, k, A.at, A.ld, B.at, B.ld, C.at, C.ld, accumulate ? 1 : 0, scratch, from, to)
}

/** Every build and tile of a type has the same operands, so their product by its definition is computed once. */
function twinOf(dtype: Kit['dtype'], shape: Shape, compute: () => Twin): Twin {
  const key = JSON.stringify([dtype, shape])
  const known = twins.get(key) ?? compute()
  twins.set(key, known)
  return known
}

/** The product by its definition in float64, with what rounding to the kit's type may cost each entry. */
function twin(kit: Kit, { m, n, k, transA, transB }: Shape, A: Matrix, B: Matrix, start?: number[]): Twin {
  const values: number[] = []
  const bounds: number[] = []
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = start ? (start[i * n + j] as number) : 0
      let size = Math.abs(sum)
      for (let p = 0; p < k; p++) {
        const a = A.values[transA ? p * A.ld + i : i * A.ld + p] as number
        const b = B.values[transB ? j * B.ld + p : p * B.ld + j] as number
        sum += a * b
        size += Math.abs(a * b)
      }
      values.push(sum)
      bounds.push((kit.dtype === 'F32' ? 1 : 2) * (k + 2) * kit.u * size)
    }
  return { values, bounds }
}

test.run()
