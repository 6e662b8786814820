import type { Points } from '../data/points.js'
import type { Parameters } from '../parameters.js'
import type { ReadyModel } from '../ready/ready-model.js'

/** A neighbour's result is near a set where it leaves no more than this share of its spread. */
const NEAR = 0.1

/** Where a set begins, and where it begins again if that does not end well. */
export interface Beginning {
  readonly first: Float64Array
  /** `undefined` where there is no other place. */
  again(): Float64Array | undefined
}

/**
 * Where sets of a ready-made model begin: at their neighbour's result if that is near, which saves the search; else at a start of
 * their own, if that is nearer. A start of their own takes what is held from the neighbour, and must lie within the bounds.
 */
export class OwnStart {
  /** The model's own values as it takes them. */
  private readonly handed: number[]

  constructor(
    private readonly model: ReadyModel,
    private readonly parameters: Parameters,
  ) {
    this.handed = model.parameters.map(() => 0)
  }

  beginning(points: Points, neighbour: Float64Array): Beginning {
    const left = this.left(points, neighbour)
    if (left <= NEAR * spread(points)) return { first: neighbour, again: () => this.found(points, neighbour) }
    const own = this.found(points, neighbour)
    return own && this.left(points, own) < left
      ? { first: own, again: () => undefined }
      : { first: neighbour, again: () => own }
  }

  /** Σ(y − f)², ties aside. */
  private left({ columns: [x], y }: Points, p: Float64Array): number {
    const { model, handed } = this
    for (let k = 0; k < handed.length; k++) handed[k] = p[k]
    let squares = 0
    for (let i = 0; i < y.length; i++) squares += (y[i] - model.value(x[i], handed)) ** 2
    return squares
  }

  private found({ columns: [x], y }: Points, neighbour: Float64Array): Float64Array | undefined {
    const { names, fixed, box } = this.parameters
    const values = this.model.start(x, y)
    const start = neighbour.slice()
    for (let k = 0; k < start.length; k++) {
      if (!fixed[k]) start[k] = values[names[k]]
      if (!(start[k] >= box.lower[k] && start[k] <= box.upper[k])) return undefined
    }
    return start
  }
}

/** Σ(y − mean)². */
function spread({ y }: Points): number {
  let sum = 0
  for (let i = 0; i < y.length; i++) sum += y[i]
  let squares = 0
  for (let i = 0; i < y.length; i++) squares += (y[i] - sum / y.length) ** 2
  return squares
}
