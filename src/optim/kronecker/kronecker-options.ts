import { type RowKind, rowsPerSample } from '../../curvature/rows.js'
import { type Damping, dampingRule } from '../../damping/table.js'
import type { Loss } from '../../model/losses/loss.js'
import type { ShapedNode } from '../../model/shapes.js'
import { inverseRoom } from '../../solve/positive-inverse.js'
import { batchSamples, settledBatches } from '../batch.js'
import {
  belowOne,
  damping,
  gradientBatch,
  klClip,
  learningRate,
  momentum,
  rejectBadSteps,
  whole,
} from '../common-options.js'
import type { Layerwise } from '../layerwise.js'
import type { Kept, Said, Sizes, StateSpec } from '../method.js'
import type { Schedule } from '../schedule.js'
import type { Task } from '../task.js'

/** What the methods of Kronecker factors have in common. */
export interface Kronecker extends Layerwise {
  readonly learningRate: Schedule
  /** Decay of the factors' running means. */
  readonly decay: number
  /** Batches from one look at the factors to the next. */
  readonly factorInterval: number
  /** Batches from one inversion to the next. */
  readonly inverseInterval: number
}

/** Options that the methods of Kronecker factors have in common; each unset one has the default of its method. */
export interface KroneckerOptions {
  /** N1, samples a step (default 500 of 40,000 samples and more, else 250), or `full`. */
  gradientBatch?: number | 'full'
  /** Samples of the factors: the first of a batch (default: as many as the batch, at most 500). */
  curvatureBatch?: number
  /** α: a number or a schedule. */
  learningRate?: number | Schedule
  /** A rule, or a number for a constant λ. */
  damping?: Damping | number
  /** ρ of the factors' running means (default 0.95). */
  decay?: number
  /** Batches from one look at the factors to the next (default 4). */
  factorInterval?: number
  /** Batches from one inversion to the next (default 20). */
  inverseInterval?: number
  /** μ of v ← μ v + u (default 0.9). */
  momentum?: number
  /** κ: the preconditioned gradient u is shortened until α² gᵀu ≤ κ, before momentum; 0 is no clip. */
  klClip?: number
  /** Undo a step that raises the loss and raise λ (default false). */
  rejectBadSteps?: boolean
}

export const kroneckerOptions = {
  gradientBatch,
  curvatureBatch: whole('samples of the factors'),
  learningRate,
  damping,
  decay: belowOne("decay of the factors' running means"),
  factorInterval: whole('batches from one look at the factors to the next'),
  inverseInterval: whole('batches from one inversion to the next'),
  momentum,
  klClip,
  rejectBadSteps,
}

/** From here on a batch has 500 samples. */
const LARGE_SET = 40_000

/** Samples beyond which factors no longer change. */
const MOST_SAMPLES = 500

export const kroneckerDefaults = {
  decay: 0.95,
  factorInterval: 4,
  inverseInterval: 20,
  momentum: 0.9,
  rejectBadSteps: false,
}

/** N1 and the samples of the factors. */
export function batchesOf(said: Pick<Said<Kronecker>, 'gradientBatch' | 'curvatureBatch'>, task: Task) {
  const gradientBatch = task.samples >= LARGE_SET ? MOST_SAMPLES : MOST_SAMPLES / 2
  return settledBatches(said, { gradientBatch, curvatureBatch: MOST_SAMPLES }, task)
}

/** Width of a layer's factor A: its inputs at a position, and one more where it has a bias. */
export const inputSide = ({ inputUnits, slots, positions }: ShapedNode): number =>
  inputUnits[0] / positions + slots.length - 1

/** Width of its factor G. */
export const outputSide = ({ units, positions }: ShapedNode): number => units / positions

/** By position in the graph: the layers that have factors. */
export const factoredLayers = ({ nodes }: Sizes['graph']): number[] =>
  nodes.flatMap(({ slots }, k) => (slots.length > 0 ? [k] : []))

/** Arrays of the factors and their inverses: A and, where the method has both sides, G. */
export function factorState(sizes: Sizes, bothSides: boolean, momentum: number): StateSpec {
  const { graph, dtype } = sizes
  const state: Record<string, StateSpec[string]> = {}
  for (const k of factoredLayers(graph)) {
    const sides = { A: inputSide(graph.nodes[k]), ...(bothSides && { G: outputSide(graph.nodes[k]) }) }
    for (const [side, n] of Object.entries(sides)) {
      state[`${side}.${k}`] = { length: n * n, dtype }
      state[`inverse${side}.${k}`] = { length: n * n, dtype }
    }
  }
  return momentum > 0 ? { ...state, velocity: { length: graph.parameters, dtype } } : state
}

/** The largest of the layers with factors: of either side, of both as a matrix, of inputs (their 1 included), of units. */
export function layerShapes(graph: Sizes['graph']) {
  const layers = factoredLayers(graph).map(k => ({
    inputs: inputSide(graph.nodes[k]),
    units: outputSide(graph.nodes[k]),
  }))
  return {
    widest: Math.max(...layers.flatMap(({ inputs, units }) => [inputs, units])),
    largest: Math.max(...layers.map(({ inputs, units }) => inputs * units)),
    inputs: Math.max(...layers.map(({ inputs }) => inputs)),
    units: Math.max(...layers.map(({ units }) => units)),
  }
}

/**
 * Layers that a step of FOOF preconditions by their inputs, (H A⁻¹)ᵀ D in place of A⁻¹ (Hᵀ D), and never forms the gradient
 * of: where that takes fewer flops, its norm by the inner Gram included, the cache holds the batch, and nothing else asks
 * for the gradient.
 */
export function layersByInputs(settled: Layerwise, graph: Sizes['graph'], weightDecay: number): number[] {
  const { gradientBatch: N, curvatureBatch, klClip, rejectBadSteps, damping, method } = settled
  const asked = klClip > 0 || weightDecay > 0 || rejectBadSteps || dampingRule(damping).needsTrial
  if (method !== 'foof' || N === 'full' || N > curvatureBatch || asked) return []
  return factoredLayers(graph).filter(k => {
    const { units } = graph.nodes[k]
    const n = inputSide(graph.nodes[k])
    return 2 * N * n * n + N * N * (n + units) < 2 * n * n * units
  })
}

/** Arrays that a step fills anew. */
export function factorRoom({ graph, dtype }: Sizes): StateSpec {
  const { widest, largest } = layerShapes(graph)
  const { factor, inverse, product } = inverseRoom(widest)
  return {
    direction: { length: graph.parameters, dtype },
    preconditioned: { length: graph.parameters, dtype },
    batchFactor: { length: widest * widest, dtype },
    layer: { length: largest, dtype },
    secondLayer: { length: largest, dtype },
    factor: { length: factor, dtype: 'float64' },
    inverse: { length: inverse, dtype: 'float64' },
    product: { length: product, dtype: 'float64' },
  }
}

/** The batch of the factors, with the rows of δ that `kind` has of a sample. */
export function factorBatch(
  { curvatureBatch }: Kronecker,
  { graph, heads }: Sizes & { readonly heads: readonly { readonly loss: Loss; readonly m: number }[] },
  kind: RowKind,
): Kept {
  return { samples: curvatureBatch, q: rowsPerSample(kind, heads), tangents: true, widest: layerShapes(graph).widest }
}

/**
 * Floating-point operations of a step: two sweeps, the factors and their inverses by their share, and the product from
 * both sides.
 */
export function kroneckerFlops(settled: Kronecker, { samples, parameters, widths }: Task): number {
  const { gradientBatch: N1, curvatureBatch, factorInterval, inverseInterval } = settled
  const sweeps = 6 * batchSamples(N1, { samples }) * parameters
  const factors = (curvatureBatch * widths * widths) / factorInterval
  return sweeps + factors + (2 * widths ** 3) / inverseInterval + 2 * parameters * widths
}
