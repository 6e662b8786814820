/** What a damping rule is told after a trial. */
export interface Measurement {
  readonly accepted: boolean
  /** ρ = actual / predicted decrease; −∞ where the loss rose or the model promised no decrease, NaN if not measured. */
  readonly gainRatio: number
}

/** All a rule remembers, as plain numbers: it goes into a checkpoint. `lambda` is λ^LM, before τ is added. */
export interface DampingState {
  readonly lambda: number
  /** Nielsen's ν; the number of refusals in a row for a constant λ. */
  readonly growth: number
}

/** A rule is a pure function of its part, its state and the last measurement. */
export interface DampingRule<P> {
  start(part: P): DampingState
  /** The λ of the next solve, for a batch of that mean loss. */
  lambda(part: P, state: DampingState, loss: number): number
  update(part: P, state: DampingState, measurement: Measurement): DampingState
  /** Whether the rule wants ρ, so that a trial loss must be computed. */
  readonly needsGainRatio: boolean
  /** Whether ρ of an exact solve is taken against the damped model, −½ gᵀp, as the paper does. */
  readonly dampedModel: boolean
}

/** Beyond this more damping changes nothing but the exponent. */
export const LARGEST_LAMBDA = 1e12

/** A refused step raises λ by this factor. */
export const REFUSED = 4
