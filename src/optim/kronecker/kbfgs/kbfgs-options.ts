import { inverseRoom } from '../../../solve/positive-inverse.js'
import type { Layerwise } from '../../layerwise.js'
import type { Settled, Sizes, StateSpec } from '../../method.js'
import { factoredLayers, inputSide, type KroneckerOptions, layerShapes } from '../kronecker-options.js'

export interface Kbfgs extends Layerwise, Settled {
  readonly method: 'kbfgs'
  readonly damping: Layerwise['damping']
  /** Decay of the running mean A. */
  readonly decay: number
  readonly gradientDecay: number
  readonly pairDecay: number
  /** Pairs that H_g is made of; nothing: a matrix. */
  readonly memory?: number
}

export interface KbfgsOptions
  extends Omit<KroneckerOptions, 'momentum' | 'factorInterval' | 'inverseInterval' | 'decay'> {
  /** Decay of the running mean A of h hᵀ (default 0.9). */
  decay?: number
  /** β of ĝ ← β ĝ + (1 − β) g, which is preconditioned (default 0.9). */
  gradientDecay?: number
  /** Decay of the running means of s and y (default 0.9, of full batches 0). */
  pairDecay?: number
  /** Pairs (s, y) that stand for H_g, K-BFGS(L); unset: a matrix of units × units a layer. */
  memory?: number
}

/** What is kept from step to step. */
export function kbfgsState({ memory }: Kbfgs, { graph, dtype }: Sizes): StateSpec {
  const wide = (length: number) => ({ length, dtype: 'float64' }) as const
  const arrays: Record<string, StateSpec[string]> = { meanGradient: { length: graph.parameters, dtype } }
  for (const k of factoredLayers(graph)) {
    const { units } = graph.nodes[k]
    const sides = { A: inputSide(graph.nodes[k]) ** 2, Ha: inputSide(graph.nodes[k]) ** 2 }
    const outputs = memory ? { S: memory * units, Y: memory * units } : { Hg: units ** 2 }
    for (const [name, length] of Object.entries({ ...sides, ...outputs })) arrays[`${name}.${k}`] = { length, dtype }
    arrays[`s.${k}`] = wide(units)
    arrays[`y.${k}`] = wide(units)
    if (memory) arrays[`pairs.${k}`] = wide(1)
  }
  return arrays
}

/** What a step fills anew. */
export function kbfgsRoom({ memory = 0, curvatureBatch }: Kbfgs, { graph, dtype }: Sizes): StateSpec {
  const { widest, largest, inputs } = layerShapes(graph)
  const { factor, inverse, product } = inverseRoom(inputs)
  const of = (length: number) => ({ length, dtype })
  return {
    direction: of(graph.parameters),
    preconditioned: of(graph.parameters),
    nextMean: of(graph.parameters),
    batchFactor: of(inputs * inputs),
    augmented: of(curvatureBatch * inputs),
    layer: of(largest),
    secondLayer: of(memory > 0 ? 0 : largest),
    alphas: of(memory * inputs),
    column: of(inputs),
    vector: of(widest),
    product: of(widest),
    pair: of(2 * widest),
    turned: of(2 * widest),
    factor: { length: factor, dtype: 'float64' },
    inverse: { length: inverse, dtype: 'float64' },
    product64: { length: product, dtype: 'float64' },
  }
}
