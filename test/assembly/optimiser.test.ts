import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertClose, assertSame } from '../helpers/assert-close.js'
import { draws, type Kit, kits, lengths, refused } from '../helpers/kernels.js'

const RATE = 0.0625
const MU = 0.875
const BETA1 = 0.75
const BETA2 = 0.9375
const EPSILON = 2 ** -20
/** Numbers in a block, whose sums are kept apart. */
const BLOCK = 2048

type Operands = ReturnType<typeof operands>

const squares = (x: ArrayLike<number>) => Array.from(x).reduce((sum, v) => sum + v * v, 0)

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

for (const kit of kits) {
  const runs: Record<string, (operands: Operands, n: number, from: number, to: number) => void> = {
    momentum: ({ theta, g, v, next, sums }, n, from, to) =>
      kit.run('momentum', theta.at, g.at, v.at, next.at, sums.at, n, RATE, MU, from, to),
    adam: ({ theta, g, m, v, next, sums }, n, from, to) => {
      const places = [theta.at, g.at, m.at, v.at, next.at, sums.at]
      kit.run('adam', ...places, n, RATE, BETA1, BETA2, EPSILON, 0.5, 0.5, from, to)
    },
  }

  test(`momentum ${kit.name}: three steps within 6u of the formula, with the sums of squares`, () => {
    for (const n of lengths(kit)) {
      const o = operands(kit, n)
      const [t, w] = [Array.from(o.theta.values), Array.from(o.v.values)]
      for (let step = 0; step < 3; step++) {
        runs.momentum(o, n, 0, 1)
        const before = Array.from(o.theta.values)
        o.theta.values.set(o.next.values)
        for (let i = 0; i < n; i++) {
          w[i] = MU * (w[i] as number) + (o.g.values[i] as number)
          t[i] = (t[i] as number) - RATE * w[i]
        }
        const moves = Array.from(o.next.values, (v, i) => v - (before[i] as number))
        assertClose(o.sums.values.subarray(0, 2), [squares(o.g.values), squares(moves)], 30 * (n + 1) * kit.u)
      }
      // All numbers stay below 4.
      assertClose(o.v.values, w, 6 * kit.u * 4, `v n=${n}`)
      assertClose(o.theta.values, t, 6 * kit.u * 4, `θ n=${n}`)
    }
  })

  test(`adam ${kit.name}: three steps within 12u of Kingma & Ba, algorithm 1, with the sums of squares`, () => {
    for (const n of lengths(kit)) {
      const o = operands(kit, n)
      o.m.values.fill(0)
      o.v.values.fill(0)
      const t = Array.from(o.theta.values)
      const first = new Array<number>(n).fill(0)
      const second = new Array<number>(n).fill(0)
      for (let step = 1; step <= 3; step++) {
        const [c1, c2] = [1 - BETA1 ** step, 1 - BETA2 ** step]
        const places = [o.theta.at, o.g.at, o.m.at, o.v.at, o.next.at, o.sums.at]
        kit.run('adam', ...places, n, RATE, BETA1, BETA2, EPSILON, c1, c2, 0, 1)
        const before = Array.from(o.theta.values)
        o.theta.values.set(o.next.values)
        for (let i = 0; i < n; i++) {
          const gi = o.g.values[i] as number
          first[i] = BETA1 * (first[i] as number) + (1 - BETA1) * gi
          second[i] = BETA2 * (second[i] as number) + (1 - BETA2) * gi * gi
          t[i] = (t[i] as number) - (RATE * (first[i] / c1)) / (Math.sqrt(second[i] / c2) + EPSILON)
        }
        const moves = Array.from(o.next.values, (v, i) => v - (before[i] as number))
        assertClose(o.sums.values.subarray(0, 2), [squares(o.g.values), squares(moves)], 30 * (n + 1) * kit.u)
      }
      assertClose(o.m.values, first, 12 * kit.u, `m n=${n}`)
      assertClose(o.v.values, second, 12 * kit.u, `v n=${n}`)
      // θ moves by at most a few rates a step, itself below 2.
      assertClose(o.theta.values, t, 12 * kit.u * 2, `θ n=${n}`)
    }
  })

  for (const [name, run] of Object.entries(runs)) {
    test(`${name} ${kit.name}: blocks one by one give the bits of the whole, and nothing outside them is written`, () => {
      const n = 2 * BLOCK + 5
      const seen = (o: Operands) => [o.theta, o.m, o.v, o.next, o.sums].flatMap(({ values }) => Array.from(values))
      const whole = operands(kit, n)
      run(whole, n, 0, 3)
      const expected = seen(whole)
      const cut = operands(kit, n)
      const untouched = Array.from(cut.next.values.subarray(0, BLOCK))
      run(cut, n, 1, 1)
      run(cut, n, 1, 3)
      assertSame(cut.next.values.subarray(0, BLOCK), untouched)
      run(cut, n, 0, 1)
      assertSame(seen(cut), expected)
    })

    test(`${name} ${kit.name}: a NaN gradient spoils its own parameter and the sums alone`, () => {
      const o = operands(kit, 9)
      o.g.values[8] = NaN
      run(o, 9, 0, 1)
      for (let i = 0; i < 9; i++) assert.is(Number.isNaN(o.next.values[i]), i === 8)
      assert.ok(Number.isNaN(o.sums.values[0]))
    })
  }
}

function operands(kit: Kit, n: number) {
  kit.reset()
  const draw = draws(n)
  const make = (of: () => number) => kit.vector(Array.from({ length: n }, of))
  const sums = kit.doubles(new Array<number>(2 * Math.ceil((n + 1) / BLOCK)).fill(-5))
  return {
    theta: make(draw),
    g: make(draw),
    v: make(() => Math.abs(draw())),
    m: make(draw),
    next: make(() => -5),
    sums,
  }
}

test.run()
