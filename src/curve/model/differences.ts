import type { Box } from '../engine/bounded-step.js'
import type { Curve } from './curve.js'

/** Evaluates a model without derivatives at rows from … to. */
export type Values = (p: Float64Array, from: number, to: number, f: Float64Array) => void

/** First step as a share of a parameter's size: its fourth power is the error left after extrapolation. */
const FIRST_STEP = 1e-3
/** How far the slopes over h and h/2 may differ: their extrapolation then errs by about the square. */
const LARGEST_GAP = 1e-5
/** A gap below this is rounding, and a longer step is better. */
const SMALLEST_GAP = 1e-9
const MOST_CORRECTIONS = 12
/** If no step does better than this gap there is no slope to be seen, and the longest step has the least noise. */
const NOTHING_BUT_NOISE = 0.3
/** Rows at which a step is judged, in pieces spread over all of them: what moves a peak is not seen in its tail. */
const PIECE = 32
const PIECES = 8
/** A move of no more than this share of h, and of the parameter's usual step, leaves all slopes as they are, to 1e-7. */
const NEAREST = 1e-5

/**
 * Central differences over h and h/2, extrapolated (Richardson): good to about 12 digits where the model has 16. The length h of
 * every parameter follows the model, not the parameter's size alone: a peak at 2e9 that is 1e4 wide must not be stepped over.
 */
export class Differences implements Curve {
  readonly derivatives = 'differences'
  private readonly steps: Float64Array
  private readonly far: Float64Array
  private readonly near: Float64Array
  private readonly other: Float64Array
  private readonly probe: Float64Array
  /** ‖slope over h − slope over h/2‖ as a share of the latter, when h was chosen. */
  private readonly gaps: Float64Array
  /** Where slopes were computed last. */
  private readonly last: Float64Array
  /** The step whose slopes of the one parameter, at all rows, `far` and `near` hold; 0 where they hold none, as beyond the first block. */
  private compared = 0

  /**
   * @param typical sizes of the parameters; 0 where the parameter's own is to be taken
   */
  constructor(
    readonly values: Values,
    private readonly rows: number,
    private readonly typical: Float64Array,
    private readonly box: Pick<Box, 'lower' | 'upper'>,
    block: number,
  ) {
    this.steps = new Float64Array(typical.length)
    this.far = new Float64Array(block)
    this.near = new Float64Array(block)
    this.other = new Float64Array(block)
    this.probe = new Float64Array(typical.length)
    this.gaps = new Float64Array(typical.length).fill(Number.NaN)
    this.last = new Float64Array(typical.length).fill(Number.NaN)
  }

  linearise(p: Float64Array, from: number, to: number, f: Float64Array, J: Float64Array, stride: number): void {
    this.values(p, from, to, f)
    const { far, near, probe } = this
    probe.set(p)
    this.last.set(p)
    for (let k = 0; k < p.length; k++) {
      this.compared = 0
      if (from === 0) this.steps[k] = this.lengthOf(p, k)
      const h = this.steps[k]
      if (this.compared !== h) {
        this.slopes(probe, k, h, from, to, far)
        this.slopes(probe, k, h / 2, from, to, near)
      }
      for (let i = 0; i < to - from; i++) J[k * stride + i] = near[i] + (near[i] - far[i]) / 3
    }
  }

  /** Whether slopes were computed last so near, over lengths that were right, that they are those at p. */
  isNear(p: Float64Array): boolean {
    const { last, steps, gaps } = this
    return p.every(
      (at, k) =>
        gaps[k] <= LARGEST_GAP &&
        Math.abs(at - last[k]) <= NEAREST * Math.min(steps[k], FIRST_STEP * Math.abs(last[k])),
    )
  }

  private slopes(probe: Float64Array, k: number, h: number, from: number, to: number, out: Float64Array): void {
    const at = probe[k]
    if (at - h < this.box.lower[k] || at + h > this.box.upper[k]) {
      this.oneSided(probe, k, h, from, to, out)
      return
    }
    // What was added is what is divided by, not what was meant.
    const above = at + h
    const below = at - h
    probe[k] = above
    this.values(probe, from, to, out)
    probe[k] = below
    this.values(probe, from, to, this.other)
    probe[k] = at
    for (let i = 0; i < to - from; i++) out[i] = (out[i] - this.other[i]) / (above - below)
  }

  /** At a bound, beyond which the model may not exist: the parabola through three points on the inner side. */
  private oneSided(probe: Float64Array, k: number, h: number, from: number, to: number, out: Float64Array): void {
    const at = probe[k]
    const step = at - h < this.box.lower[k] ? h : -h
    const add = (times: number, share: number) => {
      probe[k] = at + times * step
      this.values(probe, from, to, this.other)
      for (let i = 0; i < to - from; i++) out[i] += (share * this.other[i]) / (2 * step)
    }
    out.fill(0, 0, to - from)
    add(0, -3)
    add(1, 4)
    add(2, -1)
    probe[k] = at
  }

  /** A length at which the two slopes agree, from that of the point before. */
  private lengthOf(p: Float64Array, k: number): number {
    const size = Math.abs(p[k]) || this.typical[k] || 1
    let h = this.steps[k] || FIRST_STEP * (this.typical[k] || size)
    let best = h
    let least = Number.POSITIVE_INFINITY
    for (let correction = 0; correction < MOST_CORRECTIONS; correction++) {
      const gap = this.gap(k, h)
      const isFine = gap <= LARGEST_GAP && (gap >= SMALLEST_GAP || h >= size * FIRST_STEP)
      if (isFine || gap < least) {
        least = gap
        best = h
      }
      if (isFine) break
      if (gap > LARGEST_GAP || Number.isNaN(gap)) {
        if (h < size * 1e-12) break
        h *= gap < 1 ? Math.max(0.03, Math.sqrt(LARGEST_GAP / 10 / gap)) : 0.03
      } else h *= 10
    }
    this.gaps[k] = least
    return least > NOTHING_BUT_NOISE ? FIRST_STEP * size : best
  }

  /** ‖slope over h − slope over h/2‖ as a share of the latter. */
  private gap(k: number, h: number): number {
    const { far, near, probe, rows } = this
    const isWhole = rows <= far.length
    const pieces = isWhole ? 1 : PIECES
    let apart = 0
    let length = 0
    for (let piece = 0; piece < pieces; piece++) {
      const from = Math.floor((piece * rows) / pieces)
      const to = isWhole ? rows : from + PIECE
      this.slopes(probe, k, h, from, to, far)
      this.slopes(probe, k, h / 2, from, to, near)
      this.compared = isWhole ? h : 0
      for (let i = 0; i < to - from; i++) {
        apart += (near[i] - far[i]) ** 2
        length += near[i] ** 2
      }
    }
    // Where nothing changes, the step may have left the region where something does.
    return length === 0 ? 1 : Math.sqrt(apart / length)
  }
}
