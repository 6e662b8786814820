import { gapOf, type Points, rangeOf, sorted } from './points.js'
import { type ReadyModel, readyModel } from './ready-model.js'
import { type Separable, separable } from './separable.js'

/** Points that one scan looks at: it costs points × frequencies. */
const MOST = 1024
/** Frequencies per peak width 2π / range of the periodogram. */
const OVERSAMPLING = 5

/**
 * The angular frequency at which e^(−decay (x − x₀)) (c sin ωx + s cos ωx) leaves least of y: the periodogram of Lomb 1976
 * and Scargle 1982, for x in any spacing, up to the Nyquist frequency of the usual spacing. Each step turns every point's
 * phase by one complex product.
 */
function scan({ x, y }: Points, decay: number): number {
  const range = rangeOf(x)
  const step = (2 * Math.PI) / (OVERSAMPLING * range)
  const gaps = x
    .subarray(1)
    .map((at, i) => at - x[i])
    .sort()
  const usual = gaps[gaps.length >> 1] || gapOf(x)
  const count = Math.max(1, Math.min(Math.floor(Math.PI / usual / step), OVERSAMPLING * MOST))
  const n = x.length
  const [cos, sin] = [x.map(at => Math.cos(step * (at - x[0]))), x.map(at => Math.sin(step * (at - x[0])))]
  const re = x.map(at => Math.exp(-decay * (at - x[0])))
  const im = new Float64Array(n)
  let [best, most] = [1, -1]
  for (let k = 1; k <= count; k++) {
    let [cc, ss, cs, yc, ys] = [0, 0, 0, 0, 0]
    for (let i = 0; i < n; i++) {
      const c = re[i] * cos[i] - im[i] * sin[i]
      const s = re[i] * sin[i] + im[i] * cos[i]
      re[i] = c
      im[i] = s
      cc += c * c
      ss += s * s
      cs += c * s
      yc += y[i] * c
      ys += y[i] * s
    }
    const det = cc * ss - cs * cs
    // At the Nyquist frequency, and for a fraction of a turn, sine and cosine are one column.
    const power = det > 1e-6 * cc * ss ? (yc * yc * ss - 2 * yc * ys * cs + ys * ys * cc) / det : 0
    if (power > most) [best, most] = [k, power]
  }
  return best * step
}

/** Amplitude, frequency, shift and decay that fit best, refined on growing neighbourhoods of the first point. */
function wave(x: Float64Array, y: Float64Array, decays: readonly number[]): number[] {
  const all = sorted(x, y)
  const n = x.length
  const near = { x: all.x.subarray(0, MOST), y: all.y.subarray(0, MOST) }
  // Means of neighbours keep slow waves, the first points fast ones: each alone would miss the other.
  const views = n > MOST ? [sorted(x, y, MOST), near] : [all]
  const from = all.x[0]
  const range = rangeOf(all.x)
  const basis =
    ([frequency, decay]: readonly number[]) =>
    (at: number, phi: number[]) => {
      const size = decay === 0 ? 1 : Math.exp((-decay * (at - from)) / range)
      phi[0] = size * Math.sin(frequency * (at - from))
      phi[1] = size * Math.cos(frequency * (at - from))
    }
  const decayStep = decays.length > 1 ? 1 : 0
  const spread = (points: Points) => {
    const each = Math.ceil(points.x.length / MOST)
    const every = (of: Float64Array) => of.filter((_, i) => i % each === 0)
    return { x: every(points.x), y: every(points.y) }
  }
  const refine = (points: Points, candidates: readonly (readonly number[])[]) => {
    const { x: near, y: there } = spread(points)
    const width = (2 * Math.PI) / rangeOf(points.x) / OVERSAMPLING
    return separable(near, there, 2, basis, candidates, [width, decayStep], 8)
  }
  const found = views.map(view => {
    let best: Separable = refine(
      view,
      decays.map(decay => [scan(view, decay / range), decay]),
    )
    for (let m = view === near ? 2 * MOST : n; view === near && m < 2 * n; m *= 2)
      best = refine({ x: all.x.subarray(0, m), y: all.y.subarray(0, m) }, [best.q])
    return refine(all, [best.q])
  })
  const { q, c } = found.reduce((a, b) => (b.rss < a.rss ? b : a))
  const [frequency, decay] = [q[0], q[1] / range]
  const turns = (Math.atan2(c[1], c[0]) - frequency * from) / (2 * Math.PI)
  const grown = Math.exp(Math.max(-600, Math.min(600, decay * from)))
  return [Math.hypot(c[0], c[1]) * grown, frequency, 2 * Math.PI * (turns - Math.round(turns)), decay]
}

/**
 * amplitude sin(frequency x + shift); the frequency in radians per unit of x, as in lmfit.
 * Start: the highest point of the Lomb–Scargle periodogram, x in any spacing; amplitude and shift by linear least squares.
 */
export const sine = (): ReadyModel =>
  readyModel(
    'sine',
    ['amplitude', 'frequency', 'shift'],
    'amplitude*sin(frequency*x+shift)',
    (x, [amplitude, frequency, shift]) => amplitude * Math.sin(frequency * x + shift),
    (x, y) => wave(x, y, [0]),
  )

/** amplitude exp(−decay x) sin(frequency x + shift). Start: as `sine`, with periodograms of decaying waves. */
export const dampedSine = (): ReadyModel =>
  readyModel(
    'dampedSine',
    ['amplitude', 'frequency', 'shift', 'decay'],
    'amplitude*exp(-decay*x)*sin(frequency*x+shift)',
    (x, [amplitude, frequency, shift, decay]) => amplitude * Math.exp(-decay * x) * Math.sin(frequency * x + shift),
    (x, y) => wave(x, y, [0, 1, 3, 8, 20]),
  )
