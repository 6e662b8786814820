import { hills, noiseOf, smooth, widthOf } from '../hills.js'
import { gapOf, type Points, rangeOf } from '../points.js'
import { project } from '../separable.js'
import type { PeakShape } from './peak-shapes.js'

/** A peak of a sum; `fraction` is the Lorentzian share, ½ where the shape has none. */
export interface Peak {
  readonly height: number
  readonly center: number
  readonly width: number
  readonly fraction: number
}

const SHARES = [0, 0.25, 0.75, 1]
/** Points that the adaptation of one peak looks at. */
const WINDOW = 100
/** Noise of the smoothed curve as a share of its highest point, and how many times it a hill has to stand out. */
const SMOOTH = 0.02
const PROMINENT = 5

/** The background columns under y: least squares, each time with what lies above the last answer clipped to it. */
function backgroundUnder(y: Float64Array, columns: readonly Float64Array[]): number[] {
  const clipped = y.slice()
  let level: number[] = []
  for (let round = 0; round < 10; round++) {
    const rest = clipped.slice()
    level = project(
      columns.map(of => of.slice()),
      rest,
    ).c
    for (let i = 0; i < y.length; i++) clipped[i] = Math.min(clipped[i], clipped[i] - rest[i])
  }
  return level
}

/**
 * `count` peaks under y ≥ 0: first the most prominent hills of the smoothed curve, then, one by one, the highest point of what
 * they leave (as CLEAN, Högbom 1974, does). After each, every peak in turn is adapted to y without the others; then heights
 * and `background` columns together by linear least squares. Heights are above 0.
 */
export function pickPeaks(points: Points, count: number, shape: PeakShape, background: readonly Float64Array[]) {
  const { x, y } = points
  const [range, gap, noise] = [rangeOf(x), gapOf(x), noiseOf(y)]
  const rest = y.slice()
  const peaks: Peak[] = []
  let level = backgroundUnder(y, background)

  /** The shape of each peak on all points: evaluated once for each change, for that is what the time goes into. */
  const columns: Float64Array[] = []
  const set = (k: number, peak: Peak) => {
    peaks[k] = peak
    columns[k] ??= new Float64Array(x.length)
    for (let i = 0; i < x.length; i++) columns[k][i] = shape.value((x[i] - peak.center) / peak.width, peak.fraction)
  }
  const add = (column: Float64Array, height: number) => {
    for (let i = 0; i < x.length; i++) rest[i] += height * column[i]
  }
  const leave = () => {
    rest.set(y)
    for (const [k, of] of background.entries()) add(of, -level[k])
    for (const [k, of] of columns.entries()) add(of, -peaks[k].height)
  }
  const heights = () => {
    rest.set(y)
    const { c } = project(
      [...background, ...columns].map(of => of.slice()),
      rest,
    )
    level = c.slice(0, background.length)
    for (const [k, peak] of peaks.entries()) {
      const found = c[background.length + k]
      peaks[k] = { ...peak, height: found > 0 ? found : peak.height / 10 }
    }
    leave()
  }
  const peakAt = (curve: Float64Array, top: number): Peak => ({
    height: curve[top] > 0 ? curve[top] : Math.abs(curve[top]) || noise || 1,
    center: x[top],
    width: Math.max(Math.min(widthOf(x, curve, top), range), gap / 2) / shape.fwhm,
    fraction: 0.5,
  })

  /** Single steps of centre, width and share that lessen what the peak leaves within 1½ full widths. */
  const adapt = (k: number, size: number) => {
    let best = peaks[k]
    add(columns[k], best.height)
    const full = shape.fwhm * best.width
    let from = x.findIndex(at => at >= best.center - 1.5 * full)
    let to = x.findIndex(at => at > best.center + 1.5 * full)
    if (to < 0) to = x.length
    if (from < 0 || to - from < 5) [from, to] = [0, x.length]
    const stride = Math.ceil((to - from) / WINDOW)
    const judge = ({ center, width, fraction }: Peak) => {
      let [yf, ff] = [0, 0]
      for (let i = from; i < to; i += stride) {
        const f = shape.value((x[i] - center) / width, fraction)
        yf += rest[i] * f
        ff += f * f
      }
      return yf > 0 ? { gain: (yf * yf) / ff, height: yf / ff } : { gain: 0, height: best.height }
    }
    let at = judge(best)
    const attempt = (change: Partial<Peak>) => {
      const next = { ...best, ...change }
      if (next.width * shape.fwhm < gap / 2 || next.width > range) return
      const found = judge(next)
      if (found.gain > at.gain) [best, at] = [next, found]
    }
    for (let round = 0, by = size; round < 3; round++, by /= 2)
      for (const sign of [-by, by]) {
        attempt({ center: best.center + sign * full })
        attempt({ width: best.width * (1 + sign) })
      }
    if (shape.rest.length > 1) for (const fraction of SHARES) attempt({ fraction })
    set(k, { ...best, height: at.height })
    add(columns[k], -at.height)
  }
  const adaptAll = (size: number) => {
    for (let k = 0; k < peaks.length; k++) adapt(k, size)
    heights()
  }

  leave()
  const first = smooth(rest, noise, SMOOTH)
  const found = hills(first.curve, PROMINENT * first.noise, count)
  for (const [k, top] of found.entries()) set(k, peakAt(first.curve, top))
  leave()
  for (const size of [0.2, 0.2, 0.1]) adaptAll(size)
  while (peaks.length < count) {
    const { curve } = smooth(rest, noise, 0.1)
    const top = curve.reduce((best, value, i) => (value > curve[best] ? i : best), 0)
    set(peaks.length, peakAt(curve, top))
    leave()
    adaptAll(0.2)
  }
  for (const size of [0.2, 0.2, 0.1, 0.1, 0.05]) adaptAll(size)
  return { peaks: peaks.sort((a, b) => a.center - b.center), level }
}
