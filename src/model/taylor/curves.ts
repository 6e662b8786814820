import * as portable from '../../portable.js'
import type { Activation } from '../graph.js'

/** φ″ and φ‴ at a, where φ(a) = h and φ′(a) = s are known. */
export interface Curve {
  second(a: number, h: number, s: number): number
  third(a: number, h: number, s: number): number
}

const sigmoid = (a: number): number => {
  const e = portable.exp(-Math.abs(a))
  return a < 0 ? e / (1 + e) : 1 / (1 + e)
}

const INVERSE_ROOT_TWO_PI = 0.3989422804014327

const normal = (a: number): number => INVERSE_ROOT_TWO_PI * portable.exp((-a * a) / 2)

/** Higher derivatives of the activations that have them everywhere; what is missing has none at 0. */
export const curves: Readonly<Partial<Record<Activation, Curve>>> = {
  linear: { second: () => 0, third: () => 0 },
  tanh: { second: (_a, h, s) => -2 * h * s, third: (_a, h, s) => -2 * s * (1 - 3 * h * h) },
  sigmoid: { second: (_a, h, s) => s * (1 - 2 * h), third: (_a, h, s) => s * (1 - 6 * h * (1 - h)) },
  sin: { second: (_a, h) => -h, third: (_a, _h, s) => -s },
  softplus: {
    second: (a, _h, s) => s * sigmoid(-a),
    third: (a, _h, s) => s * sigmoid(-a) * (1 - 2 * s),
  },
  silu: {
    second(a) {
      const s = sigmoid(a)
      return s * sigmoid(-a) * (2 + a * (1 - 2 * s))
    },
    third(a) {
      const s = sigmoid(a)
      const slope = s * sigmoid(-a)
      return slope * (3 * (1 - 2 * s) + a * (1 - 6 * slope))
    },
  },
  gelu: {
    second: a => normal(a) * (2 - a * a),
    third: a => normal(a) * (a * a - 4) * a,
  },
}
