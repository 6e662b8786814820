import { momentumAt } from '../../optim/rows/momentum.js'
import type { Smw } from '../../optim/rows/smw-options.js'
import type { Workspace } from '../workspace.js'

/** What directions with momentum keep (SPRING): the last one that was taken; a refused step forgets it. */
export abstract class Spring {
  /** Whether `previous` holds a direction that momentum may use. */
  protected hasPrevious = false
  /** Batches before that of the estimate: what μ goes by. */
  protected draw = 0

  constructor(
    readonly optimizer: Smw,
    readonly workspace: Workspace,
  ) {}

  /** μ of the batch at hand. */
  protected get momentum(): number {
    return momentumAt(this.optimizer, this.draw)
  }

  taken(): void {
    if (this.optimizer.momentum === 0) return
    const { kernels, layout, clock } = this.workspace
    const { direction: d, previous } = layout.arrays
    clock.time('apply', () => kernels.axpby(1, d, 0, d, previous, layout.graph.parameters))
    this.hasPrevious = true
  }

  refused(): void {
    this.hasPrevious = false
  }

  counters(): Record<string, number> {
    return { hasPrevious: +this.hasPrevious }
  }

  restore({ hasPrevious }: Readonly<Record<string, number>>): void {
    this.hasPrevious = hasPrevious === 1
  }
}
