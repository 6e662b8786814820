import type { Activation } from '../../model/graph.js'
import { exp } from '../../portable.js'

/** φ″ from a, φ(a) and φ′(a): of most functions it follows from the latter two, which a sweep keeps anyway. */
type Second = (h: number, slope: number, a: number) => number

const flat: Second = () => 0

const logistic = (a: number) => (a >= 0 ? 1 / (1 + exp(-a)) : exp(a) / (1 + exp(a)))

const INVERSE_ROOT_2PI = 0.3989422804014327

/** By differentiation of each; those of relu and leakyRelu are 0 wherever there is one. */
export const secondDerivative: Readonly<Record<Activation, Second>> = {
  linear: flat,
  relu: flat,
  leakyRelu: flat,
  tanh: (h, slope) => -2 * h * slope,
  sigmoid: (h, slope) => slope * (1 - 2 * h),
  softplus: (_h, slope) => slope * (1 - slope),
  sin: h => -h,
  silu: (_h, _slope, a) => {
    const s = logistic(a)
    return s * (1 - s) * (2 + a * (1 - 2 * s))
  },
  gelu: (_h, _slope, a) => INVERSE_ROOT_2PI * exp((-a * a) / 2) * (2 - a * a),
}

/** Whether φ″ is computed from the argument, which then has to be kept. */
export const needsArgument = ({ activation }: { readonly activation: Activation }): boolean =>
  activation === 'silu' || activation === 'gelu'
