import type { ParameterSlot } from '../../model/shapes.js'
import { FamilyKernels } from '../../runtime/family-kernels.js'
import { eigenvectors } from '../../solve/spectral/eigen.js'
import type { Sizes, StateSpec } from '../method.js'
import type { At } from './elementwise.js'

/** A side of a kernel with a matrix of its own, size × size, under its name. */
export interface Side {
  readonly name: string
  readonly size: number
}

/** A kernel, inputs × outputs, with those of its sides that are not too wide. */
export interface SidedKernel {
  readonly slot: ParameterSlot
  readonly inputs: number
  readonly outputs: number
  readonly left?: Side
  readonly right?: Side
}

/** The matrix of a side of at most so many columns is renewed at the interval asked for; of a wider one less often. */
const NARROW = 256

/** The kernels of a network; sides of more than `largestSide` columns are left out. */
export function sidedKernels({ nodes }: Sizes['graph'], largestSide: number): SidedKernel[] {
  const kernels = nodes.flatMap(({ slots }) => slots.filter(({ shape }) => shape.length > 1))
  return kernels.map((slot, k) => {
    const [inputs, outputs] = slot.shape as readonly [number, number]
    const side = (name: string, size: number) => (size <= largestSide ? { name: `${name}.${k}`, size } : undefined)
    return { slot, inputs, outputs, left: side('left', inputs), right: side('right', outputs) }
  })
}

export const sidesOf = ({ left, right }: SidedKernel): Side[] => [left, right].filter(side => side !== undefined)

/** A matrix of every side under each of the names, `prefix.side`, and two vectors. */
export function sidedState(prefixes: readonly string[], largestSide: number, { graph, dtype }: Sizes): StateSpec {
  const vector = { length: graph.parameters, dtype }
  const matrices = sidedKernels(graph, largestSide)
    .flatMap(sidesOf)
    .flatMap(({ name, size }) => prefixes.map(prefix => [`${prefix}.${name}`, { length: size * size, dtype }]))
  return { firstMoment: vector, secondMoment: vector, ...Object.fromEntries(matrices) }
}

/** Room for a decomposition of the widest side in float64, and for products as large as the largest kernel. */
export function sidedRoom(largestSide: number, { graph, dtype }: Sizes): StateSpec {
  const kernels = sidedKernels(graph, largestSide)
  const widest = Math.max(0, ...kernels.flatMap(sidesOf).map(({ size }) => size))
  const wide = (length: number) => ({ length, dtype: 'float64' }) as const
  const product = { length: Math.max(0, ...kernels.map(({ slot }) => slot.size)), dtype }
  return {
    square: wide(widest * widest),
    secondSquare: wide(widest * widest),
    values: wide(widest),
    eigenScratch: wide(2 * widest),
    half: product,
    turned: product,
  }
}

/** Left matrix ← β left + g gᵀ, right ← β right + gᵀg, lower triangles; g: the kernel's part of the gradient. */
export function gather({ kernels, state }: At, beta: number, g: number, { inputs, outputs, left, right }: SidedKernel) {
  const G = [g, outputs] as const
  if (left) {
    const M = state[`moment.${left.name}`]
    kernels.scale(beta, M, inputs * inputs)
    kernels.syrk(false, inputs, outputs, G, [M, inputs], true)
  }
  if (right) {
    const M = state[`moment.${right.name}`]
    kernels.scale(beta, M, outputs * outputs)
    kernels.syrk(true, outputs, inputs, G, [M, outputs], true)
  }
}

/** Whether a side's matrix is renewed at this step: the first, and each so many, in proportion to its width if that is large. */
export const isDue = ({ size }: Side, interval: number, steps: number): boolean =>
  (steps - 1) % (interval * Math.ceil(size / NARROW)) === 0

/**
 * Eigenvectors of weight · moment of a side as rows of `square`, its eigenvalues, ascending, as an array; nothing where the
 * matrix is not finite.
 */
export function eigenOf({ kernels, executor, state }: At, { name, size }: Side, weight: number) {
  const { square, values, eigenScratch: scratch } = state
  const family = new FamilyKernels(executor, 'float64')
  return eigenvectors(kernels, family, state[`moment.${name}`], size, weight, { square, values, scratch })
}
