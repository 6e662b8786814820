import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertClose, assertSame } from '../helpers/assert-close.js'
import { draws, type Kit, kits, lengths, refused } from '../helpers/kernels.js'

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

/** Arguments over the whole range of a function and, half of them, close to where it is most delicate. */
const functions = {
  exp: {
    of: Math.exp,
    ulps: 1,
    at: (kit: Kit, x: number, y: number) => (y > 0 ? x : x * (kit.dtype === 'F32' ? 87 : 708)),
  },
  tanh: { of: Math.tanh, ulps: 3, at: (_: Kit, x: number, y: number) => (y > 0 ? x * 2 ** (40 * (y - 1)) : 20 * x) },
} as const
type Name = keyof typeof functions

for (const kit of kits) {
  for (const name of ['exp', 'tanh'] as const) {
    const { of, ulps, at } = functions[name]
    // The float64 oracle is itself good to one ulp only.
    const bound = kit.dtype === 'F32' ? ulps : ulps + 1

    test(`${name} ${kit.name}: error ≤ ${ulps} ulp`, () => {
      const draw = draws(7)
      const x = Array.from({ length: 20_000 }, () => kit.round(at(kit, draw(), draw())))
      const expected = x.map(of)
      assertClose(
        apply(kit, name, x),
        expected,
        expected.map(y => bound * kit.ulp(y)),
      )
    })

    test(`${name} ${kit.name}: any length, any cut, in place or not, gives the same bits`, () => {
      const draw = draws(3)
      const x = Array.from({ length: 80 }, () => Math.abs(draw()))
      const whole = apply(kit, name, x)
      for (const n of lengths(kit)) {
        assertSame(apply(kit, name, x.slice(0, n)), whole.slice(0, n), `n=${n}`)
        const slab = kit.vector(x)
        kit.run(name, slab.at, slab.at, 5, Math.max(5, n))
        const expected = Array.from(x, (v, i) => (i >= 5 && i < n ? (whole[i] as number) : kit.round(v)))
        assertSame(slab.values, expected, `[5, ${n})`)
      }
    })
  }

  test(`exp ${kit.name}: exact at 0 and ±∞, NaN for NaN, 0 below the normal numbers, ∞ above the greatest`, () => {
    const top = kit.dtype === 'F32' ? 88.72283 : 709.782712893384
    const least = kit.dtype === 'F32' ? -87.4 : -708.4
    const x = [0, -0, Infinity, -Infinity, NaN, top * 1.0001, least, 1e30, -1e30]
    assertSame(apply(kit, 'exp', x), [1, 1, Infinity, 0, NaN, Infinity, 0, Infinity, 0])
    assert.ok(Number.isFinite(apply(kit, 'exp', [kit.round(top)])[0]))
  })

  test(`tanh ${kit.name}: ±0 and tiny arguments come back, ±1 at ±∞, NaN for NaN`, () => {
    const x = [0, -0, 1e-30, -1e-30, Infinity, -Infinity, NaN, 100, -100].map(v => kit.round(v))
    assertSame(apply(kit, 'tanh', x), [...x.slice(0, 4), 1, -1, NaN, 1, -1])
  })
}

function apply(kit: Kit, name: Name, x: number[]): number[] {
  kit.reset()
  const from = kit.vector(x)
  const out = kit.slab(x.length, 2)
  out.values.fill(NaN)
  kit.run(name, from.at, out.at, 0, x.length)
  return Array.from(out.values)
}

test.run()
