/** Bayesian evidence (MacKay 1992; Foresee & Hagan 1997): w follows from the effective number of parameters and the residual. */
export interface Evidence {
  readonly kind: 'evidence'
  /** Samples whose rows tell the effective number of parameters. */
  readonly samples: number
  /** Steps between two estimates. */
  readonly every: number
  /** The largest w. */
  readonly most: number
  /** Whether so many rows come on a parameter that the training loss is honest from the start: then w falls with it. */
  readonly honest: boolean
}

/** w = share · training loss, where that may go to 0 and the weights to infinity. */
export interface InProportion {
  readonly kind: 'inProportion'
  readonly share: number
  /** The largest w. */
  readonly most: number
}

/** How w of f + w/2 ‖θ‖² moves in a run. */
export type Regularization = Evidence | InProportion

/** A weight decay to start from, and how it moves, if it does. */
export interface DecayRule {
  readonly weightDecay: number
  readonly regularization?: Regularization
}
