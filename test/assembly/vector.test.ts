import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertAtMost, assertClose, assertSame } from '../helpers/assert-close.js'
import { draws, type Kit, kits, lengths, refused } from '../helpers/kernels.js'

const ALPHA = 0.625
const BETA = -1.75

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

for (const kit of kits) {
  test(`axpy, axpby, scale ${kit.name}: two roundings at most, nothing outside the range written`, () => {
    for (const n of lengths(kit)) {
      const from = Math.min(3, n)
      const { x, y, out } = operands(kit, n + 2)
      const [xs, ys] = [Array.from(x.values), Array.from(y.values)]
      const kept = (f: (a: number, b: number) => number, old: number[]) =>
        xs.map((a, i) => (i >= from && i < n ? f(a, ys[i] as number) : (old[i] as number)))
      const bounds = xs.map((a, i) => 2 * kit.u * (Math.abs(ALPHA * a) + Math.abs(BETA * (ys[i] as number))))

      const outs = Array.from(out.values)
      kit.run('axpby', ALPHA, x.at, BETA, y.at, out.at, from, n)
      assertClose(
        out.values,
        kept((a, b) => ALPHA * a + BETA * b, outs),
        bounds,
        `axpby n=${n}`,
      )
      kit.run('axpy', ALPHA, x.at, y.at, from, n)
      assertClose(
        y.values,
        kept((a, b) => ALPHA * a + b, ys),
        bounds,
        `axpy n=${n}`,
      )
      kit.run('scale', ALPHA, x.at, from, n)
      assertClose(
        x.values,
        kept(a => ALPHA * a, xs),
        bounds,
        `scale n=${n}`,
      )
    }
  })

  test(`axpby ${kit.name}: out may be x or y`, () => {
    for (const target of ['x', 'y'] as const) {
      const apart = operands(kit, 67)
      kit.run('axpby', ALPHA, apart.x.at, BETA, apart.y.at, apart.out.at, 0, 67)
      const expected = Array.from(apart.out.values)
      const { x, y } = operands(kit, 67)
      kit.run('axpby', ALPHA, x.at, BETA, y.at, { x, y }[target].at, 0, 67)
      assertSame({ x, y }[target].values, expected)
    }
  })

  test(`axpy, axpby, scale ${kit.name}: a cut range gives the bits of the whole`, () => {
    const run = (cuts: number[]) => {
      const { x, y, out } = operands(kit, 67)
      for (let i = 1; i < cuts.length; i++) {
        const [from, to] = [cuts[i - 1] as number, cuts[i] as number]
        kit.run('axpby', ALPHA, x.at, BETA, y.at, out.at, from, to)
        kit.run('axpy', ALPHA, x.at, y.at, from, to)
        kit.run('scale', BETA, x.at, from, to)
      }
      return [...x.values, ...y.values, ...out.values]
    }
    assertSame(run([0, 1, 6, 6, 31, 67]), run([0, 67]))
  })

  test(`scale ${kit.name}: α = 0 stores zeros over NaN, any other α keeps it`, () => {
    const { x } = operands(kit, 9)
    x.values[4] = NaN
    kit.run('scale', 2, x.at, 0, 9)
    assert.ok(Number.isNaN(x.values[4]))
    kit.run('scale', 0, x.at, 1, 8)
    assertSame(Array.from(x.values).slice(1, 8), [0, 0, 0, 0, 0, 0, 0])
    assert.is.not(x.values[8], 0)
  })

  test(`dot, sumSquares ${kit.name}: error ≤ (n+1)·2⁻⁵³·Σ|xy|, whatever the type`, () => {
    for (const n of [...lengths(kit), 1000]) {
      const from = Math.min(3, n)
      const { x, y } = operands(kit, n)
      let [dot, square, size] = [0, 0, 0]
      for (let i = from; i < n; i++) {
        const [a, b] = [x.values[i] as number, y.values[i] as number]
        dot += a * b
        square += a * a
        size += Math.abs(a * b)
      }
      const unit = 2 * (n + 1) * 2 ** -53
      assertAtMost(Math.abs(kit.run('dot', x.at, y.at, from, n) - dot), unit * size, `dot n=${n}`)
      assertAtMost(Math.abs(kit.run('sumSquares', x.at, from, n) - square), unit * square, `sumSquares n=${n}`)
    }
  })

  test(`dot ${kit.name}: NaN and ∞ reach the sum from the tail too`, () => {
    const { x, y } = operands(kit, 67)
    x.values[66] = Infinity
    y.values[66] = 1
    assert.is(kit.run('dot', x.at, y.at, 0, 67), Infinity)
    x.values[5] = NaN
    assert.ok(Number.isNaN(kit.run('sumSquares', x.at, 0, 67)))
  })
}

function operands(kit: Kit, n: number) {
  kit.reset()
  const draw = draws(n)
  const make = () => kit.vector(Array.from({ length: n }, draw))
  return { x: make(), y: make(), out: make() }
}

test.run()
