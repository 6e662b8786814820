/** A fit must go better than this share of its promise for the radius to stay, … */
const POOR = 0.25
/** … and better than this one for it to grow. */
const GOOD = 0.75
/** No refusal shrinks the radius by more. */
const SHARPEST = 0.1

/** The length that steps may have in units of ‖D·d‖, and the λ that belongs to it: the rules of MINPACK's lmder. */
export class TrustRadius {
  radius = 0
  lambda = 0

  /** The first step says what scale the problem has: a longer radius would only be refused. */
  limit(length: number): void {
    this.radius = Math.min(this.radius, length)
  }

  /** After a trial whose cost fell by `decrease`, −∞ where it has none, and should have by `promised`. */
  judge(decrease: number, promised: number, length: number): void {
    const ratio = decrease / promised
    if (ratio > POOR) {
      if (this.lambda === 0 || ratio >= GOOD) {
        this.radius = 2 * length
        this.lambda /= 2
      }
      return
    }
    // The minimum of the parabola through the cost, its slope and the trial's cost.
    const slope = 2 * promised
    const share = decrease >= 0 ? 0.5 : slope / 2 / (slope - decrease)
    this.shrink(Number.isFinite(decrease) ? Math.max(share, SHARPEST) : SHARPEST, length)
  }

  shrink(factor: number, length: number): void {
    this.radius = factor * Math.min(this.radius, length / SHARPEST)
    this.lambda /= factor
  }
}
