import type { Batch } from '../../model/feed.js'
import { FACTOR_ROWS } from '../../optim/kronecker/both-sides.js'
import type { Kfac } from '../../optim/kronecker/kfac.js'
import { type Kronecker, layersByInputs } from '../../optim/kronecker/kronecker-options.js'
import type { Preconditioner } from '../../optim/layerwise.js'
import type { StepPlan } from '../plan.js'
import type { Workspace } from '../workspace.js'
import { Factors } from './factors.js'

/** Inverses are made anew where λ has gone further from theirs than this factor. */
const NEAR = 1.5

const hasBothSides = (optimizer: Kronecker): optimizer is Kfac => 'factors' in optimizer

/** (A + a I)⁻¹ V (G + b I)⁻¹ of KFAC, whose inverses are kept for some batches; of FOOF the left side alone. */
export class InversePreconditioner implements Preconditioner {
  readonly #factors: Factors
  /** Batches drawn when the inverses were made, and their λ; 0 before the first. */
  #invertedAt = 0
  #invertedFor = 0
  /** Layers whose gradient is never formed. */
  readonly #byInputs: readonly number[]

  constructor(
    plan: StepPlan,
    readonly workspace: Workspace,
    readonly optimizer: Kronecker,
  ) {
    this.#factors = new Factors(plan, workspace, hasBothSides(optimizer) ? FACTOR_ROWS[optimizer.factors] : undefined)
    this.#byInputs = layersByInputs(optimizer, workspace.layout.graph, plan.weightDecay)
  }

  look(theta: number, batch: Batch, draw: number): void {
    const { factorInterval, decay } = this.optimizer
    if (draw % factorInterval !== 0 && this.#factors.looks > 0) return
    this.#factors.update(batch, this.#factors.deltas(theta, batch, draw), decay)
  }

  ready(lambda: number, draw: number): boolean {
    const known = this.#invertedFor > 0
    const near = known && lambda <= NEAR * this.#invertedFor && this.#invertedFor <= NEAR * lambda
    if (near && draw < this.#invertedAt + this.optimizer.inverseInterval) return true
    this.#invertedAt = draw
    this.#invertedFor = lambda
    const { clock } = this.workspace
    return clock.time('factor', () => this.#factors.layers.every(k => this.#invert(k, lambda)))
  }

  #invert(k: number, lambda: number): boolean {
    const factors = this.#factors
    if (this.#byInputs.includes(k)) return factors.live.invert(k, factors.sizeOf('A', k), lambda)
    if (!hasBothSides(this.optimizer)) return factors.invert('A', k, lambda)
    const [a, g] = [factors.meanDiagonal('A', k), factors.meanDiagonal('G', k)]
    const pi = this.optimizer.split === 'pi' && a > 0 && g > 0 ? Math.sqrt(a / g) : 1
    return factors.invert('A', k, pi * Math.sqrt(lambda)) && factors.invert('G', k, Math.sqrt(lambda) / pi)
  }

  apply(k: number, V: number, n: number, units: number): number {
    const { kernels, layout } = this.workspace
    const { arrays } = layout
    const left = [arrays.layer, units] as const
    kernels.matmul('NN', [n, units, n], [arrays[`inverseA.${k}`], n], [V, units], left, false)
    if (!hasBothSides(this.optimizer)) return arrays.layer
    const G = [arrays[`inverseG.${k}`], units] as const
    kernels.matmul('NN', [n, units, units], left, G, [arrays.secondLayer, units], false)
    return arrays.secondLayer
  }

  onInputs(k: number, samples: number, D: number, V: number): void {
    this.#factors.live.product(k, samples, this.#invertedFor, D, V)
  }

  counters(): Record<string, number> {
    return { looks: this.#factors.looks, madeAt: this.#invertedAt, madeFor: this.#invertedFor }
  }

  restore({ looks, madeAt, madeFor }: Readonly<Record<string, number>>): void {
    this.#factors.looks = looks
    this.#invertedAt = madeAt
    this.#invertedFor = madeFor
  }
}
