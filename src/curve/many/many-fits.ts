import type { Stopped } from '../engine/stopping.js'
import type { Fitted, Share } from './share.js'

/** Many fits of one model, a number for each in every list; NaN where there is none. */
export interface ManyFits {
  readonly count: number
  readonly parameters: Readonly<Record<string, Float64Array>>
  readonly standardErrors: Readonly<Record<string, Float64Array>>
  readonly rss: Float64Array
  readonly converged: readonly boolean[]
  /** `failed` where the data or the start of a fit were refused: `reasons` has the sentence. */
  readonly stopped: readonly (Stopped | 'failed')[]
  readonly reasons: readonly string[]
}

/** Puts what was fitted in its places, in whatever order it comes. */
export class Found {
  private readonly values: Float64Array[]
  private readonly errors: Float64Array[]
  private readonly rss: Float64Array
  private readonly converged: boolean[]
  private readonly stopped: (Stopped | 'failed')[]
  private readonly reasons: string[]

  constructor(
    private readonly names: readonly string[],
    private readonly count: number,
  ) {
    this.values = names.map(() => new Float64Array(count))
    this.errors = names.map(() => new Float64Array(count))
    this.rss = new Float64Array(count)
    this.converged = new Array(count)
    this.stopped = new Array(count)
    this.reasons = new Array(count)
  }

  take({ from, step }: Share, { values, errors, rss, converged, stopped, reasons }: Fitted): void {
    const n = this.names.length
    for (let k = 0; k < stopped.length; k++) {
      const at = from + k * step
      for (let j = 0; j < n; j++) {
        this.values[j][at] = values[k * n + j]
        this.errors[j][at] = errors[k * n + j]
      }
      this.rss[at] = rss[k]
      this.converged[at] = converged[k]
      this.stopped[at] = stopped[k]
      this.reasons[at] = reasons[k]
    }
  }

  all(): ManyFits {
    const { names, count, rss, converged, stopped, reasons } = this
    const named = (columns: readonly Float64Array[]) => Object.fromEntries(names.map((name, k) => [name, columns[k]]))
    return {
      count,
      parameters: named(this.values),
      standardErrors: named(this.errors),
      rss,
      converged,
      stopped,
      reasons,
    }
  }
}
