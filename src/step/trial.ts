import { dampingRule } from '../damping/table.js'
import type { Batch } from '../model/feed.js'
import { PURPOSE, stream } from '../random/index.js'
import { roundingOf } from '../runtime/dtype.js'
import { drawSamples } from './batches.js'
import type { Estimate } from './direction.js'
import { LiveLayers } from './live-layers.js'
import type { ParameterPair } from './parameters.js'
import type { StepPlan } from './plan.js'
import type { Attempt, Search, Trial } from './search.js'
import type { Damped } from './step.js'
import type { Workspace } from './workspace.js'

/** A step on a mini-batch may raise its loss by this share before it counts as bad: the batch is only a sample. */
const SLACK = 0.02

/** ρ of a step that no model speaks of: no reason to raise λ, and none to lower it. */
export const FAIR = 0.5

/** What a trial at θ + α d came to, before anyone judges it. */
export interface Outcome {
  readonly estimate: Estimate
  /** α of the trial. */
  readonly rate: number
  /** Losses without weight decay, and by how much its term grows. */
  readonly before: number
  readonly after: number
  readonly decay: number
  /** By how much the objective should have fallen. */
  readonly predicted: number
  readonly gainRatio: number
}

export type Judged = Pick<Trial, 'accepted' | 'gainRatio' | 'lipschitz'>

/** Moves the spare parameters to θ + α d and says what the loss thinks of it. */
export class Trials implements Search {
  readonly #live: LiveLayers

  constructor(
    readonly plan: StepPlan,
    readonly optimizer: Damped,
    readonly workspace: Workspace,
    readonly parameters: ParameterPair,
  ) {
    this.#live = new LiveLayers(workspace)
  }

  try(attempt: Attempt): Trial {
    const { direction, rate, estimate } = attempt
    const { optimizer, workspace, parameters } = this
    const { kernels } = workspace
    const exact = direction.exact && dampingRule(optimizer.damping).dampedModel
    // The paper measures ρ at the full step, whatever α is.
    const alpha = exact ? 1 : rate
    workspace.clock.time('apply', () => parameters.tryStep(kernels, alpha, this.direction))
    const [before, after] = workspace.clock.time('trial', () => this.#losses(attempt, alpha))
    if (this.#kills(estimate)) return this.#trySpared(attempt)
    const length = alpha * direction.norm
    const decay = this.decay(alpha, length)
    const actual = before - after - decay
    const predicted = exact
      ? -direction.slope / 2
      : -(alpha * direction.slope + (alpha * alpha * direction.curvature) / 2 + decay)
    const ratio = actual >= 0 && predicted > 0 ? actual / predicted : Number.NEGATIVE_INFINITY
    const outcome = { estimate, rate: alpha, before, after, decay, predicted, gainRatio: ratio }
    const { accepted, gainRatio, lipschitz } = this.judge(outcome)
    if (alpha !== rate) parameters.tryStep(kernels, rate, this.direction)
    const exhausted = !accepted && this.#tooSmall(predicted, before, length)
    return { accepted, gainRatio, lipschitz, exhausted, decrease: actual, stepNorm: rate * direction.norm }
  }

  /** Whether a step is taken, and what its model is worth. */
  protected judge({ before, after, decay, gainRatio }: Outcome): Judged {
    return { accepted: this.#accepts(before, after, before - after - decay), gainRatio }
  }

  /** What is left of a step once the layers that it would kill stay as they are; only the loss speaks of it. */
  #trySpared(attempt: Attempt): Trial {
    const { rate, estimate } = attempt
    const { workspace, parameters } = this
    const { kernels } = workspace
    const norm = Math.sqrt(kernels.sumSquares(this.direction, parameters.count))
    const length = rate * norm
    parameters.tryStep(kernels, rate, this.direction)
    const bare = { ...attempt, direction: { ...attempt.direction, norm, nearby: undefined } }
    const [before, after] = workspace.clock.time('trial', () => this.#losses(bare, rate))
    const actual = before - after - this.decay(rate, length)
    const accepted = !this.#kills(estimate) && this.#accepts(before, after, actual)
    const exhausted = !accepted && this.#tooSmall(Number.NaN, before, length)
    const gainRatio = accepted ? FAIR : Number.NEGATIVE_INFINITY
    return { accepted, gainRatio, exhausted, decrease: actual, stepNorm: length }
  }

  protected get direction(): number {
    return this.workspace.layout.arrays.direction
  }

  /** Whether the trial switched a whole layer off: then d is 0 in what feeds it. */
  #kills({ held }: Estimate): boolean {
    return this.optimizer.rejectBadSteps && this.#live.spare(this.direction, held)
  }

  #accepts(before: number, after: number, actual: number): boolean {
    const { gradientBatch, rejectBadSteps } = this.optimizer
    const good = gradientBatch === 'full' ? actual > 0 : actual >= -SLACK * Math.abs(before)
    return Number.isFinite(after) && (good || !rejectBadSteps)
  }

  /** By how much the term beside the loss, weight decay, grows with a step to the spare parameters of length ‖α d‖. */
  protected decay(alpha: number, length: number): number {
    const { workspace, parameters } = this
    const w = workspace.decay.weight
    if (w === 0) return 0
    const along = workspace.kernels.dot(parameters.current, this.direction, parameters.count)
    return w * (alpha * along + length ** 2 / 2)
  }

  /** Whether neither the loss nor the parameters can show such a step. */
  #tooSmall(predicted: number, loss: number, length: number): boolean {
    const { workspace, parameters, plan } = this
    const epsilon = roundingOf(plan.dtype)
    const size = Math.sqrt(workspace.kernels.sumSquares(parameters.current, parameters.count))
    return (predicted >= 0 && predicted <= epsilon * Math.abs(loss)) || length <= epsilon * size
  }

  /** Losses at θ and at the spare parameters, on the step's samples or on others drawn for the ratio. */
  #losses({ direction, estimate, draw }: Attempt, alpha: number): [before: number, after: number] {
    const { optimizer, plan, workspace, parameters } = this
    const { batch, loss, cached } = estimate
    const { training } = plan
    const { damping } = optimizer
    this.#live.begin()
    const after = (samples: Batch) =>
      workspace.loss(parameters.spare, training, samples, (_heads, part) => this.#live.see(part.count)).value
    if (dampingRule(damping).onHoldout?.(damping)) {
      const holdout = drawSamples(stream(plan.seed, PURPOSE.holdout, draw), training.count, batch.count)
      return [workspace.loss(parameters.current, training, holdout).value, after(holdout)]
    }
    if (!cached) return [loss.value, after(batch)]
    const { nearby } = direction
    const moved = nearby
      ? workspace.lossOfStep(parameters.current, parameters.spare, alpha * nearby.shorten, training, batch)
      : workspace.lossOfCached(parameters.spare, training, batch)
    this.#live.see(batch.count)
    return [loss.value, moved.value]
  }
}
