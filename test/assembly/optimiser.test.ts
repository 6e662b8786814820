import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertClose, assertSame } from '../helpers/assert-close.js'
import { draws, type Kit, kits, lengths, refused } from '../helpers/kernels.js'

const RATE = 0.0625
const MU = 0.875
const BETA1 = 0.75
const BETA2 = 0.9375
const EPSILON = 2 ** -20

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

for (const kit of kits) {
  test(`momentum ${kit.name}: three steps within 6u of the formula, nothing outside the range written`, () => {
    for (const n of lengths(kit)) {
      const from = Math.min(2, n)
      const { theta, g, v } = operands(kit, n + 2)
      const [t, w] = [Array.from(theta.values), Array.from(v.values)]
      for (let step = 0; step < 3; step++) {
        kit.run('momentum', theta.at, g.at, v.at, RATE, MU, from, n)
        for (let i = from; i < n; i++) {
          w[i] = MU * (w[i] as number) + (g.values[i] as number)
          t[i] = (t[i] as number) - RATE * w[i]
        }
      }
      // All numbers stay below 4.
      assertClose(v.values, w, 6 * kit.u * 4, `v n=${n}`)
      assertClose(theta.values, t, 6 * kit.u * 4, `θ n=${n}`)
    }
  })

  test(`adam ${kit.name}: three steps within 12u of Kingma & Ba, algorithm 1`, () => {
    for (const n of lengths(kit)) {
      const from = Math.min(2, n)
      const { theta, g, v, m } = operands(kit, n + 2)
      m.values.fill(0)
      v.values.fill(0)
      const t = Array.from(theta.values)
      const first = new Array<number>(n + 2).fill(0)
      const second = new Array<number>(n + 2).fill(0)
      for (let step = 1; step <= 3; step++) {
        const [c1, c2] = [1 - BETA1 ** step, 1 - BETA2 ** step]
        kit.run('adam', theta.at, g.at, m.at, v.at, RATE, BETA1, BETA2, EPSILON, c1, c2, from, n)
        for (let i = from; i < n; i++) {
          const gi = g.values[i] as number
          first[i] = BETA1 * (first[i] as number) + (1 - BETA1) * gi
          second[i] = BETA2 * (second[i] as number) + (1 - BETA2) * gi * gi
          t[i] = (t[i] as number) - (RATE * (first[i] / c1)) / (Math.sqrt(second[i] / c2) + EPSILON)
        }
      }
      assertClose(m.values, first, 12 * kit.u, `m n=${n}`)
      assertClose(v.values, second, 12 * kit.u, `v n=${n}`)
      // θ moves by at most a few rates a step, itself below 2.
      assertClose(theta.values, t, 12 * kit.u * 2, `θ n=${n}`)
    }
  })

  test(`momentum, adam ${kit.name}: a cut range gives the bits of the whole`, () => {
    const run = (cuts: number[]) => {
      const { theta, g, v, m } = operands(kit, 67)
      for (let i = 1; i < cuts.length; i++) {
        const [from, to] = [cuts[i - 1] as number, cuts[i] as number]
        kit.run('adam', theta.at, g.at, m.at, v.at, RATE, BETA1, BETA2, EPSILON, 0.5, 0.5, from, to)
        kit.run('momentum', theta.at, g.at, m.at, RATE, MU, from, to)
      }
      return [...theta.values, ...m.values, ...v.values]
    }
    assertSame(run([0, 1, 6, 6, 31, 67]), run([0, 67]))
  })

  test(`momentum, adam ${kit.name}: a NaN gradient spoils its own parameter alone`, () => {
    for (const kernel of ['momentum', 'adam']) {
      const { theta, g, v, m } = operands(kit, 9)
      g.values[8] = NaN
      if (kernel === 'adam') kit.run('adam', theta.at, g.at, m.at, v.at, RATE, BETA1, BETA2, EPSILON, 1, 1, 0, 9)
      else kit.run('momentum', theta.at, g.at, v.at, RATE, MU, 0, 9)
      for (let i = 0; i < 9; i++) assert.is(Number.isNaN(theta.values[i]), i === 8)
    }
  })
}

function operands(kit: Kit, n: number) {
  kit.reset()
  const draw = draws(n)
  const make = (of: () => number) => kit.vector(Array.from({ length: n }, of))
  return { theta: make(draw), g: make(draw), v: make(() => Math.abs(draw())), m: make(draw) }
}

test.run()
