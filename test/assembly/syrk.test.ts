import { test } from 'uvu'
import { assertClose, assertSame } from '../helpers/assert-close.js'
import { assertUntouched, below, draws, type Kit, type Matrix, refused, tiledKits } from '../helpers/kernels.js'

const BLOCK_ROWS = 96
const DEPTH = 400

interface Shape {
  n: number
  k: number
  trans?: boolean
  accumulate?: boolean
}

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

for (const kit of tiledKits) {
  const columns = 2 * kit.lanes
  const blockColumns = 2048 / kit.bytes

  test(`syrk ${kit.name}: error ≤ (k+2)u·(|A||Aᵀ| + |C|) at every edge of the tile`, () => {
    for (const n of [0, 1, 3, 4, 5, columns - 1, columns, columns + 1, 2 * columns + 1])
      for (const k of [0, 1, 3, 4, 5]) everyForm(kit, n, k)
  })

  test(`syrk ${kit.name}: the same bound at every edge of the blocks and over several of them`, () => {
    for (const n of [BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 1, 2 * BLOCK_ROWS + 3]) everyForm(kit, n, 5)
    for (const k of [DEPTH - 1, DEPTH, DEPTH + 1, 2 * DEPTH + 3]) everyForm(kit, 13, k)
    everyForm(kit, blockColumns + BLOCK_ROWS + 5, 3)
  })

  test(`syrk ${kit.name}: rows cut anywhere give the bits of the whole`, () => {
    const shape = { n: 2 * BLOCK_ROWS + 7, k: DEPTH + 3 }
    const whole = below(product(kit, shape, operands(kit, shape)))
    const cut = operands(kit, shape)
    for (const [from, to] of [
      [0, 8],
      [8, 8],
      [8, 101],
      [101, 102],
      [102, shape.n],
    ] as const)
      product(kit, shape, cut, from, to)
    assertSame(below(cut.C), whole)
  })

  test(`syrk ${kit.name}: a NaN reaches its row and column and nothing else`, () => {
    const shape = { n: 2 * columns + 1, k: 5 }
    const ops = operands(kit, shape)
    ops.A.values[7 * ops.A.ld + 2] = NaN
    const C = product(kit, shape, ops)
    for (let i = 0; i < shape.n; i++)
      for (let j = 0; j <= i; j++) {
        const hit = i === 7 || j === 7
        if (Number.isNaN(C.values[i * C.ld + j]) !== hit) throw new Error(`(${i}, ${j}) is ${C.values[i * C.ld + j]}`)
      }
  })
}

function everyForm(kit: Kit, n: number, k: number): void {
  for (const trans of [false, true])
    for (const accumulate of [false, true]) {
      const shape = { n, k, trans, accumulate }
      const ops = operands(kit, shape)
      const { values, bounds } = twin(kit, shape, ops.A, below(ops.C))
      product(kit, shape, ops)
      const what = `${trans ? 'AᵀA' : 'AAᵀ'} n=${n} k=${k}${accumulate ? ' +=' : ''}`
      assertClose(below(ops.C), values, bounds, what)
      assertUntouched(ops.C, what, (row, col) => col > row)
    }
}

function operands(kit: Kit, { n, k, trans, accumulate }: Shape) {
  kit.reset()
  const draw = draws(n + 97 * k)
  const A = trans ? kit.matrix(k, n, n + 3, draw) : kit.matrix(n, k, k + 1, draw)
  const C = kit.matrix(n, n, n + 3, (row, col) => (col > row ? undefined : accumulate ? draw() : NaN))
  return { A, C, scratch: kit.scratch(n) }
}

function product(kit: Kit, shape: Shape, ops: ReturnType<typeof operands>, from = 0, to = shape.n): Matrix {
  const { n, k, trans, accumulate } = shape
  const { A, C, scratch } = ops
  kit.run('syrk', trans ? 1 : 0, n, k, A.at, A.ld, C.at, C.ld, accumulate ? 1 : 0, scratch, from, to)
  return C
}

function twin(kit: Kit, { n, k, trans, accumulate }: Shape, A: Matrix, start: number[]) {
  const entry = (i: number, p: number) => A.values[trans ? p * A.ld + i : i * A.ld + p] as number
  const values: number[] = []
  const bounds: number[] = []
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = accumulate ? (start[values.length] as number) : 0
      let size = Math.abs(sum)
      for (let p = 0; p < k; p++) {
        sum += entry(i, p) * entry(j, p)
        size += Math.abs(entry(i, p) * entry(j, p))
      }
      values.push(sum)
      bounds.push((kit.dtype === 'F32' ? 1 : 2) * (k + 2) * kit.u * size)
    }
  return { values, bounds }
}

test.run()
