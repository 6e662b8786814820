import type { Sizes, StateSpec } from '../method.js'
import { factoredLayers, inputSide, layerShapes } from './kronecker-options.js'

/** Factors, their eigenvectors (the rows), and the scales of every layer. */
export function eigenState({ graph, dtype }: Sizes, momentum: number): StateSpec {
  const state: Record<string, StateSpec[string]> = {}
  for (const k of factoredLayers(graph)) {
    const sides = { A: inputSide(graph.nodes[k]), G: graph.nodes[k].units }
    for (const [side, n] of Object.entries(sides)) {
      state[`${side}.${k}`] = { length: n * n, dtype }
      state[`basis${side}.${k}`] = { length: n * n, dtype }
    }
    state[`scale.${k}`] = { length: sides.A * sides.G, dtype }
  }
  return momentum > 0 ? { ...state, velocity: { length: graph.parameters, dtype } } : state
}

/** Arrays that a step fills anew; `samples` and q: those of the batch that it keeps. */
export function eigenRoom({ graph, dtype }: Sizes, samples: number, q: number): StateSpec {
  const { widest, largest, inputs, units } = layerShapes(graph)
  const of = (length: number) => ({ length, dtype })
  const wide = (length: number) => ({ length, dtype: 'float64' }) as const
  return {
    direction: of(graph.parameters),
    preconditioned: of(graph.parameters),
    batchFactor: of(widest * widest),
    layer: of(largest),
    secondLayer: of(largest),
    augmented: of(samples * inputs),
    turnedInputs: of(samples * inputs),
    turnedDeltas: of(samples * q * units),
    deltaSums: of(samples * units),
    ones: wide(samples * q),
    factor: wide(widest * widest),
    values: wide(widest),
    eigenScratch: wide(2 * widest),
  }
}
