/** Milliseconds that a step is to be seen, and that all of them may take. */
const EACH = 160
const MOST = 1600

/** Shows the steps of a fit one after another: it took less than a picture does. */
export class Replay {
  #frame = 0

  stop(): void {
    cancelAnimationFrame(this.#frame)
  }

  /** At once where the visitor wants no motion. */
  play<T>(steps: readonly T[], show: (step: T) => void, end: () => void): void {
    this.stop()
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
    const each = isStill ? 0 : Math.min(EACH, MOST / steps.length)
    const began = performance.now()
    let shown = -1
    const next = () => {
      const at = each > 0 ? Math.floor((performance.now() - began) / each) : steps.length
      if (at < steps.length) {
        if (at > shown) show(steps[at])
        shown = at
        this.#frame = requestAnimationFrame(next)
      } else end()
    }
    next()
  }
}
