import { describe, type Method, type Said, type Sizes, type StateSpec } from '../method.js'
import { cosine } from '../schedule.js'
import { clipLine, dampingLine, momentumLine } from '../setting-lines.js'
import { isRegression } from '../task.js'
import {
  batchesOf,
  factorBatch,
  factorRoom,
  factorState,
  inputSide,
  type Kronecker,
  type KroneckerOptions,
  kroneckerDefaults,
  kroneckerFlops,
  kroneckerOptions,
  layersByInputs,
} from './kronecker-options.js'

export interface Foof extends Kronecker {
  readonly method: 'foof'
}

/** Arrays of the layers that are preconditioned by their inputs. */
function roomByInputs(settled: Foof, sizes: Sizes): StateSpec {
  const { graph, dtype } = sizes
  const { gradientBatch: N } = settled
  const layers = layersByInputs(settled, graph, 0).map(k => graph.nodes[k])
  if (layers.length === 0 || N === 'full') return {}
  return {
    packed: { length: N * Math.max(...layers.map(inputSide)), dtype },
    turned: { length: N * Math.max(...layers.map(inputSide)), dtype },
    inner: { length: N * N, dtype },
    products: { length: N * N, dtype },
    ones: { length: N, dtype: 'float64' },
  }
}

/** Which of those inputs take part in the inverses, 1 or 0. */
const liveState = (settled: Foof, { graph }: Sizes): StateSpec =>
  Object.fromEntries(
    layersByInputs(settled, graph, 0).map(k => [`live.${k}`, { length: inputSide(graph.nodes[k]), dtype: 'float64' }]),
  )

export const foofMethod: Method<Foof> = {
  name: 'foof',
  title: 'FOOF, gradient descent on neurons',
  steps: 'kronecker',
  rate: 0.3,
  options: kroneckerOptions,
  said: foof,
  settle: (said, task) => ({
    ...kroneckerDefaults,
    learningRate: cosine(0.3),
    damping: { kind: 'constant', lambda: 0.1 },
    // Squared errors of several outputs diverge at this rate without one.
    klClip: isRegression(task) ? 1e-3 : 0,
    ...said,
    ...batchesOf({ gradientBatch: 500, ...said }, task),
  }),
  flops: kroneckerFlops,
  state: (settled, sizes) => ({ ...factorState(sizes, false, settled.momentum), ...liveState(settled, sizes) }),
  room: (settled, sizes) => ({ ...factorRoom(sizes), ...roomByInputs(settled, sizes) }),
  kept: (settled, sizes) => factorBatch(settled, sizes, 'empirical'),
  settings: (settled, short) => [
    dampingLine(settled, short),
    ['inverses', `every ${settled.inverseInterval} batches`],
    momentumLine(settled, short),
    clipLine(settled, short),
  ],
}

/**
 * FOOF: per layer U = (A + λ I)⁻¹ V of the gradient V, A the running mean of h hᵀ of its inputs: the update that moves the
 * pre-activations most nearly along their negative gradient. Benzing 2022, arXiv 2201.12250.
 * @family Kronecker factors
 * @formula U = (A + λI)⁻¹ V by layer, A = E[hhᵀ]
 * @source Benzing 2022, arXiv 2201.12250; the workshop version of 2021
 * @cost a gradient, N Σ d_{l−1}² every `factorInterval` batches, Σ d_{l−1}³ every `inverseInterval`, 2 P d
 * @memory 2 Σ d_{l−1}²
 * @needs nothing beyond the loss
 * @use classes, where seconds to a low training loss count; new rows gain less
 * @throws WoodburyError BAD_OPTION
 */
export function foof(options: KroneckerOptions = {}): Said<Foof> {
  return describe('foof', foofMethod.options, options)
}
