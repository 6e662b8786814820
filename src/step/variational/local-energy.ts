import { WoodburyError } from '../../errors.js'
import { Gatherer, range, type Samples } from '../../model/feed.js'
import type { Site } from '../../model/layers/layer.js'
import { forward, sitesOf } from '../../model/sweep.js'
import { bringTaylorLayers } from '../../model/taylor/graph.js'
import { type FloatArray, viewOf } from '../../runtime/dtype.js'
import type { Kernels } from '../../runtime/kernels.js'
import type { VariationalPlan } from './plan.js'
import { Potential } from './potential.js'
import type { VariationalRoom } from './room.js'

/**
 * E_i = −½ [∇² log ψ + |∇ log ψ|²] + V(x_i), log ψ(x) = network(x) − γ |x|²: the derivatives of the network come from a
 * Taylor-mode sweep, those of the envelope are −2γx and −2γd. Units in which ħ and the mass are 1.
 */
export class LocalEnergy {
  readonly #sites: readonly Site[]
  readonly #gatherer: Gatherer
  readonly #outputs: FloatArray
  readonly #potential: Potential

  constructor(
    readonly kernels: Kernels,
    readonly room: VariationalRoom,
    readonly objective: VariationalPlan,
    readonly dimensions: number,
    readonly count: number,
  ) {
    bringTaylorLayers()
    const { graph, values } = room
    this.#sites = sitesOf(kernels, graph, values)
    this.#gatherer = new Gatherer(kernels, graph, values)
    const [output] = graph.outputs
    const { units } = graph.nodes[output]
    this.#outputs = viewOf(kernels.dtype, kernels.buffer, values.values[output], values.capacity * units)
    this.#potential = new Potential(objective.potential, dimensions, count)
  }

  /**
   * out ← E_i at θ (byte offset of a parameter vector) and the walkers.
   * @throws WoodburyError NON_FINITE_INPUT where the potential of a walker is not finite
   */
  at(theta: number, walkers: Samples, out: Float64Array): void {
    const { room, count, dimensions: d } = this
    const { gaussian } = this.objective.envelope
    const [x] = walkers.inputs
    const V = this.#potential.at(x)
    const positions = d + 2
    const { capacity } = room.values
    for (let first = 0; first < count; first += capacity) {
      const part = Math.min(capacity, count - first)
      this.#gatherer.gather(walkers, range(first, part))
      forward(room.graph, this.#sites, theta, part)
      for (let k = 0; k < part; k++) {
        const i = first + k
        if (!Number.isFinite(V[i])) refuse(V[i], i, x.subarray(i * d, (i + 1) * d))
        let squares = 0
        for (let a = 0; a < d; a++) squares += (this.#outputs[k * positions + 1 + a] - 2 * gaussian * x[i * d + a]) ** 2
        const laplacian = this.#outputs[k * positions + 1 + d] - 2 * gaussian * d
        out[i] = V[i] - (laplacian + squares) / 2
      }
    }
  }
}

function refuse(value: number, walker: number, x: FloatArray): never {
  const position = Array.from(x)
  const where = position.map(number => number.toPrecision(4)).join(', ')
  throw new WoodburyError(
    'NON_FINITE_INPUT',
    `fit: the potential is ${value} at x = (${where}), where walker ${walker} stands. Pass a potential that is finite wherever ψ is not 0.`,
    { walker, position, value },
  )
}
