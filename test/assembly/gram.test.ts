import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertClose, assertSame } from '../helpers/assert-close.js'
import { assertUntouched, below, draws, type Kit, type Matrix, refused, tiledKits } from '../helpers/kernels.js'

const BLOCK_ROWS = 96
const DEPTH = 400

interface Shape {
  samples: number
  q: number
  d: number
  bias: number
  accumulate?: boolean
}

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

for (const kit of tiledKits) {
  const columns = 2 * kit.lanes

  test(`gram ${kit.name}: error ≤ (d+4)u·(|D||Dᵀ|∘|G+bias| + |K|) at every edge of the tile`, () => {
    for (const samples of [0, 1, 3, 4, 5, columns - 1, columns, columns + 1, 2 * columns + 3])
      for (const q of [1, 2, 3, 10]) for (const d of [0, 1, 3, 4, 5]) everyForm(kit, { samples, q, d, bias: q % 2 })
  })

  test(`gram ${kit.name}: the same bound at every edge of the blocks and over several of them`, () => {
    for (const samples of [BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 1, 2 * BLOCK_ROWS + 3])
      everyForm(kit, { samples, q: 1, d: 3, bias: 1 })
    for (const d of [DEPTH - 1, DEPTH, DEPTH + 1, 2 * DEPTH + 3]) everyForm(kit, { samples: 7, q: 3, d, bias: 1 })
    everyForm(kit, { samples: Math.ceil(2048 / kit.bytes / 5) + 21, q: 5, d: 2, bias: 1 })
  })

  test(`gram ${kit.name}: rows cut anywhere, inside a sample too, give the bits of the whole`, () => {
    const shape = { samples: 67, q: 3, d: DEPTH + 3, bias: 1 }
    const whole = below(run(kit, shape, operands(kit, shape)))
    const cut = operands(kit, shape)
    for (const [from, to] of [
      [0, 8],
      [8, 8],
      [8, 101],
      [101, 102],
      [102, shape.samples * shape.q],
    ] as const)
      run(kit, shape, cut, from, to)
    assertSame(below(cut.K), whole)
  })

  test(`gram ${kit.name}: a NaN of D or of G reaches the entries it enters and nothing else`, () => {
    const shape = { samples: 9, q: 2, d: 5, bias: 1 }
    const ops = operands(kit, shape)
    ops.D.values[7 * ops.D.ld + 2] = NaN
    ops.G.values[6 * ops.G.ld + 1] = NaN
    const K = run(kit, shape, ops)
    for (let i = 0; i < 18; i++)
      for (let j = 0; j <= i; j++) {
        const hit = i === 7 || j === 7 || (i >> 1 === 6 && j >> 1 === 1)
        assert.is(Number.isNaN(K.values[i * K.ld + j]), hit, `(${i}, ${j})`)
      }
  })
}

function everyForm(kit: Kit, form: Shape): void {
  for (const accumulate of [false, true]) {
    const shape = { ...form, accumulate }
    const ops = operands(kit, shape)
    const { values, bounds } = twin(kit, shape, ops, below(ops.K))
    run(kit, shape, ops)
    const what = `N=${form.samples} q=${form.q} d=${form.d} bias=${form.bias}${accumulate ? ' +=' : ''}`
    assertClose(below(ops.K), values, bounds, what)
    assertUntouched(ops.K, what, (row, col) => col > row)
  }
}

function operands(kit: Kit, { samples, q, d, accumulate }: Shape) {
  kit.reset()
  const draw = draws(samples + 97 * q + 31 * d)
  const rows = samples * q
  const D = kit.matrix(rows, d, d + 1, draw)
  const G = kit.matrix(samples, samples, samples + 2, (row, col) => (col > row ? NaN : draw()))
  const K = kit.matrix(rows, rows, rows + 3, (row, col) => (col > row ? undefined : accumulate ? draw() : NaN))
  return { D, G, K, scratch: kit.scratch(rows) }
}

function run(kit: Kit, shape: Shape, ops: ReturnType<typeof operands>, from = 0, to = shape.samples * shape.q): Matrix {
  const { samples, q, d, bias, accumulate } = shape
  const { D, G, K, scratch } = ops
  const flag = accumulate ? 1 : 0
  kit.run('gram', K.at, K.ld, D.at, D.ld, samples * q, d, G.at, G.ld, q, bias, flag, scratch, from, to)
  return K
}

function twin(
  kit: Kit,
  { samples, q, d, bias, accumulate }: Shape,
  { D, G }: { D: Matrix; G: Matrix },
  start: number[],
) {
  const values: number[] = []
  const bounds: number[] = []
  for (let r = 0; r < samples * q; r++)
    for (let s = 0; s <= r; s++) {
      let sum = 0
      let size = 0
      for (let c = 0; c < d; c++) {
        const term = (D.values[r * D.ld + c] as number) * (D.values[s * D.ld + c] as number)
        sum += term
        size += Math.abs(term)
      }
      const g = G.values[Math.floor(r / q) * G.ld + Math.floor(s / q)] as number
      const old = accumulate ? (start[values.length] as number) : 0
      values.push(old + sum * (g + bias))
      const unit = (kit.dtype === 'F32' ? 1 : 2) * (d + 4) * kit.u
      bounds.push(unit * (size * (Math.abs(g) + bias) + Math.abs(old)))
    }
  return { values, bounds }
}

test.run()
