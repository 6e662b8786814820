/** What a damping rule is told after a trial. */
export interface Measurement {
  readonly accepted: boolean
  /** ρ = actual / predicted decrease; −∞ where the loss rose or the model promised no decrease, NaN if not measured. */
  readonly gainRatio: number
  /** f(θ) − f(θ + α d); NaN if not measured. */
  readonly decrease: number
  /** ‖α d‖. */
  readonly stepNorm: number
  /** λ of the solve. */
  readonly lambda: number
  /** The Lipschitz constant of the Hessian along the step, of a search that measures it. */
  readonly lipschitz?: number
}

/** What the rows of a batch tell, where a method has such. */
export interface SeenRows {
  /** N of C = J~ᵀJ~/N. */
  readonly samples: number
  /** Mean squared norm of a sample's rows, tr C. */
  readonly squaredNorm: number
  /** Mean of s² over the rows, J~ᵀs = N g: of Gauss–Newton rows of a squared loss the mean squared residual. */
  readonly residualSquare: number
  /** Half a unit in the last place of 1, in the run's arithmetic. */
  readonly epsilon: number
}

/** What a rule may look at when it chooses λ: of the batch, and of the run. */
export interface Seen {
  readonly loss: number
  readonly gradientNorm: number
  /** Used share of the budget, 0 to 1. */
  readonly used: number
  readonly rows?: SeenRows
  /** √(2 f) with the weight decay in f, of methods that minimise a norm of residuals. */
  readonly residualNorm?: number
}

/** The rows, for a rule that is never given to a method without. */
export function rowsSeen({ rows }: Seen): SeenRows {
  if (!rows) throw new Error('a damping rule that needs rows was given to a method without')
  return rows
}

/** All that a rule remembers, as plain numbers by name: it goes into a checkpoint, and nobody else reads it. */
export type DampingState = Readonly<Record<string, number>>

/** A rule is a pure function of its part (its options as plain data), its state and what was measured. */
export interface DampingRule<P, S extends DampingState = DampingState> {
  /** A part from options that a person wrote. @throws WoodburyError BAD_OPTION */
  part(options: object): P
  /** A line for reports, which bring their way to write a number. */
  text(part: P, short: (value: number) => string): string
  start(part: P): S
  /** What it remembers of a batch: asked once for each whose loss is finite, before its first λ. */
  observe?(part: P, state: S, seen: Seen): S
  /** The λ of the next solve. */
  lambda(part: P, state: S, seen: Seen): number
  update(part: P, state: S, measurement: Measurement): S
  /** Whether the rule wants what only a trial tells, so that a trial loss must be computed. */
  readonly needsTrial: boolean
  /** Whether it lives on the residuals of Gauss–Newton rows, so that method and loss must have such. */
  readonly needsResiduals?: boolean
  /** Whether it looks at the rows of the curvature, so that the method must have such. */
  readonly needsRows?: boolean
  /** Whether ρ of an exact solve is taken against the damped model, −½ gᵀp, as the paper does. */
  readonly dampedModel: boolean
  /** Whether ρ is to be measured on samples drawn for it. */
  onHoldout?(part: P): boolean
}

/** Beyond this more damping changes nothing but the exponent. */
export const LARGEST_LAMBDA = 1e12

/** A refused step raises λ by this factor. */
export const REFUSED = 4
