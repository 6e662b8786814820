import { rowsPerSample } from '../../curvature/rows.js'
import { range } from '../../model/feed.js'
import { roundingOf } from '../../runtime/dtype.js'
import type { Executor } from '../../runtime/executor.js'
import type { Curvature, EvidenceRoom } from '../layout.js'
import { CurvatureBatch } from '../rows/curvature-batch.js'
import { Workspace } from '../workspace.js'

/** What the evidence for a weight decay follows from. */
export interface Evident {
  /** γ = tr C (C + wI)⁻¹, C = J~ᵀJ~/M: at most the rows, and the parameters. NaN where float32 cannot tell. */
  readonly effectiveParameters: number
  /** f, the mean over all samples as the method sees it: of squared errors half their sum. */
  readonly loss: number
  /** The same as users are shown it. */
  readonly shown: number
  /** R: the rows of all samples, and those that were looked at. */
  readonly rows: number
  readonly seenRows: number
  /** ‖θ‖². */
  readonly squaredNorm: number
}

/** w below this many roundings of tr C is none: the spectrum of C is not known any closer. */
const ROUNDINGS = 4

/** Looks at all samples' loss, and at the spectrum of the Gauss–Newton matrix over M of them. */
export class EvidenceRows {
  readonly #batch: CurvatureBatch
  readonly #workspace: Workspace

  constructor(
    readonly room: EvidenceRoom,
    executor: Executor,
  ) {
    const { plan, layout } = room
    this.#workspace = new Workspace(plan, layout, executor)
    this.#batch = new CurvatureBatch(plan, plan.optimizer, this.#workspace, layout.curvature as Curvature)
  }

  /** @param theta byte offset of the parameters; `draw` names the samples */
  look(theta: number, w: number, draw: number): Evident {
    const { plan, effective, layout } = this.room
    const q = rowsPerSample('ggn', this.#workspace.heads)
    const workspace = this.#workspace
    const { count } = plan.training
    const { loss } = this.#batch.prepare(theta, range(0, count), draw)
    const { system } = this.#batch
    const least = ROUNDINGS * roundingOf(plan.dtype) * system.trace()
    return {
      effectiveParameters: system.effective(Math.max(w, least), effective),
      loss: loss.value,
      shown: loss.shown,
      rows: count * q,
      seenRows: plan.optimizer.curvatureBatch * q,
      squaredNorm: workspace.kernels.sumSquares(theta, layout.graph.parameters),
    }
  }
}
