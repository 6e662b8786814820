import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertClose, assertSame } from '../helpers/assert-close.js'
import { draws, type Kit, kits, lengths, refused } from '../helpers/kernels.js'

interface Activation {
  kind: number
  value: (x: number) => number
  slope: (x: number) => number
  /** Arguments are drawn from [−reach, reach]. */
  reach: number
  /** Bounds in units of u, for the value y and for the slope at x. */
  error: (x: number, y: number) => number
  slopeError: (x: number, y: number) => number
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
const relative = (units: number) => (_: number, y: number) => units * Math.abs(y)
const exact = () => 0

const activations: Record<string, Activation> = {
  linear: { kind: 0, value: x => x, slope: () => 1, reach: 9, error: exact, slopeError: exact },
  relu: { kind: 1, value: x => Math.max(x, 0), slope: x => (x > 0 ? 1 : 0), reach: 9, error: exact, slopeError: exact },
  leakyRelu: {
    kind: 2,
    value: x => (x > 0 ? x : 0.01 * x),
    slope: x => (x > 0 ? 1 : 0.01),
    reach: 9,
    error: relative(2),
    slopeError: relative(1),
  },
  tanh: {
    kind: 3,
    value: Math.tanh,
    slope: x => 1 / Math.cosh(x) ** 2,
    reach: 20,
    error: relative(5),
    slopeError: () => 6,
  },
  sigmoid: {
    kind: 4,
    value: sigmoid,
    slope: x => sigmoid(x) * sigmoid(-x),
    reach: 80,
    error: relative(6),
    slopeError: relative(10),
  },
  softplus: {
    kind: 5,
    value: x => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    slope: sigmoid,
    reach: 80,
    error: relative(8),
    slopeError: relative(6),
  },
  // e^(−x²/2) cannot be better than the rounding of x²/2 lets it.
  gelu: {
    kind: 6,
    value: x => x * normal(x),
    slope: x => normal(x) + x * density(x),
    reach: 12,
    error: (x, y) => (7 + (x < 0 ? x * x : 0)) * Math.abs(y),
    slopeError: x => 8 + (x < 0 ? (2 + x * x) * Math.abs(x) * density(x) : 2),
  },
  silu: {
    kind: 7,
    value: x => x * sigmoid(x),
    slope: x => sigmoid(x) + x * sigmoid(x) * sigmoid(-x),
    reach: 80,
    error: relative(8),
    slopeError: () => 5,
  },
  sin: { kind: 8, value: Math.sin, slope: Math.cos, reach: 1e4, error: () => 4, slopeError: () => 4 },
}

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

for (const kit of kits) {
  for (const [name, activation] of Object.entries(activations)) {
    const { kind, value, slope, reach, error, slopeError } = activation
    // The oracle computes in float64 and is no better than the kernel there.
    const unit = kit.dtype === 'F32' ? kit.u : 2 * kit.u

    test(`${name} ${kit.name}: value ≤ ${tell(error)}, slope ≤ ${tell(slopeError)}`, () => {
      const draw = draws(kind)
      const x = Array.from({ length: 6000 }, () => kit.round(reach * draw() * (draw() > 0 ? 1 : 0.05)))
      const y = x.map(value)
      const s = x.map(slope)
      const got = apply(kit, kind, x)
      assertClose(
        got.H,
        y,
        y.map((v, i) => unit * error(x[i] as number, v) + flushed(kit, kind)),
        'value',
      )
      assertClose(
        got.slope,
        s,
        s.map((v, i) => unit * slopeError(x[i] as number, v) + flushed(kit, kind)),
        'slope',
      )
    })

    test(`${name} ${kit.name}: any length and any cut gives the same bits, with or without slope, in place or not`, () => {
      const draw = draws(kind + 100)
      const x = Array.from({ length: 80 }, draw)
      const whole = apply(kit, kind, x)
      for (const n of lengths(kit)) {
        const part = apply(kit, kind, x.slice(0, n))
        assertSame(part.H, whole.H.slice(0, n))
        assertSame(part.slope, whole.slope.slice(0, n))
        const slab = kit.vector(x)
        kit.run('activation', kind, slab.at, 0, slab.at, 0, 1, 3, Math.max(3, n))
        const expected = Array.from(x, (v, i) => (i >= 3 && i < n ? (whole.H[i] as number) : v))
        assertSame(slab.values, expected, `[3, ${n})`)
      }
    })

    test(`${name} ${kit.name}: a bias on the way gives the bits of one added before`, () => {
      for (const cols of lengths(kit).filter(n => n > 0)) {
        kit.reset()
        const draw = draws(kind + cols)
        const rows = Array.from({ length: 3 }, () => Array.from({ length: cols }, draw))
        const bias = Array.from({ length: cols }, draw)
        const A = kit.vector(rows.flat())
        const H = kit.vector(rows.flat())
        const slope = kit.vector(rows.flat())
        kit.run('activation', kind, A.at, kit.vector(bias).at, H.at, slope.at, cols, 1, 3)
        const got = { H: Array.from(H.values), slope: Array.from(slope.values) }
        const sums = rows.slice(1).flatMap(row => row.map((a, c) => kit.round(a + (bias[c] as number))))
        const expected = apply(kit, kind, sums)
        assertSame(got.H, [...(rows[0] as number[]), ...expected.H], `H, cols=${cols}`)
        assertSame(got.slope, [...(rows[0] as number[]), ...expected.slope], `slope, cols=${cols}`)
      }
    })

    test(`${name} ${kit.name}: NaN gives NaN for value and slope`, () => {
      const got = apply(kit, kind, [1, NaN, -1, NaN, 2])
      for (const i of [1, 3]) assert.ok(Number.isNaN(got.H[i]) && Number.isNaN(got.slope[i]))
      for (const i of [0, 2, 4]) assert.ok(Number.isFinite(got.H[i]) && Number.isFinite(got.slope[i]))
    })
  }

  test(`relu, leakyRelu ${kit.name}: at 0 the slope is that of the left side`, () => {
    assertSame(apply(kit, 1, [0, -0]).slope, [0, 0])
    assertSame(apply(kit, 2, [0, -0]).slope, [kit.round(0.01), kit.round(0.01)])
  })

  test(`sigmoid, tanh ${kit.name}: what would make products crawl is 0 in the plain build`, () => {
    const x = kit.dtype === 'F32' ? 80 : 680
    const { H, slope } = apply(kit, 4, [-x])
    assert.is((H[0] as number) > 0, kit.build === 'relaxed')
    assert.is((slope[0] as number) > 0, kit.build === 'relaxed')
    const tiny = kit.dtype === 'F32' ? 1e-35 : 1e-300
    assert.is((apply(kit, 3, [tiny]).H[0] as number) > 0, kit.build === 'relaxed')
  })

  test(`tanh, sigmoid, softplus ${kit.name}: exact at ±∞`, () => {
    const x = [Infinity, -Infinity]
    assertSame(apply(kit, 3, x).H, [1, -1])
    assertSame(apply(kit, 4, x).H, [1, 0])
    assertSame(apply(kit, 5, x).H, [Infinity, 0])
  })

  test(`sin ${kit.name}: stays in [−1, 1] however large the argument, NaN for ∞`, () => {
    for (const v of apply(kit, 8, [1e7, -3e9, 1e20, 1e30]).H) assert.ok(Math.abs(v) <= 1, `${v}`)
    assert.ok(Number.isNaN(apply(kit, 8, [Infinity]).H[0]))
  })
}

/** What the plain build takes as 0. */
const flushed = ({ build, dtype }: Kit, kind: number): number =>
  build === 'plain' && kind > 2 ? (dtype === 'F32' ? 1e-30 : 1e-290) : 0

function apply(kit: Kit, kind: number, x: number[]): { H: number[]; slope: number[] } {
  kit.reset()
  const A = kit.vector(x)
  const H = kit.slab(x.length)
  const slope = kit.slab(x.length, 3)
  H.values.fill(-5)
  slope.values.fill(-5)
  kit.run('activation', kind, A.at, 0, H.at, slope.at, 1, 0, x.length)
  return { H: Array.from(H.values), slope: Array.from(slope.values) }
}

function tell(error: (x: number, y: number) => number): string {
  const [absolute, scaled] = [error(0.5, 0), error(0.5, 1)]
  if (scaled === 0) return '0'
  if (absolute > 0) return `${absolute.toFixed(0)}u`
  return `${scaled.toFixed(0)}u·|y|${error(-9, 1) > scaled ? ' + x²u·|y| for x < 0' : ''}`
}

/** Φ(x): power series about 0, continued fraction in the tails. */
function normal(x: number): number {
  const t = Math.abs(x)
  if (t < 1) {
    let term = t
    let sum = t
    for (let k = 1; k < 40; k++) {
      term *= (t * t) / (2 * k + 1)
      sum += term
    }
    return 0.5 + Math.sign(x) * density(t) * sum
  }
  let fraction = 0
  for (let k = 400; k > 0; k--) fraction = k / (t + fraction)
  const tail = density(t) / (t + fraction)
  return x < 0 ? tail : 1 - tail
}

test.run()
