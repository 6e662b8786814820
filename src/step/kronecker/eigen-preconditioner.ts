import type { Batch } from '../../model/feed.js'
import type { DeltaSite } from '../../model/layers/layer.js'
import { FACTOR_ROWS } from '../../optim/kronecker/both-sides.js'
import type { Ekfac } from '../../optim/kronecker/ekfac.js'
import type { Preconditioner } from '../../optim/layerwise.js'
import { viewOf } from '../../runtime/dtype.js'
import { FamilyKernels } from '../../runtime/family-kernels.js'
import { eigenvectors } from '../../solve/spectral/eigen.js'
import type { StepPlan } from '../plan.js'
import type { Workspace } from '../workspace.js'
import { Factors, type Side } from './factors.js'

/**
 * EKFAC: Q_Aᵀ [(Q_A V Q_Gᵀ)/(s + λ)] Q_G, the rows of Q_A and Q_G eigenvectors of the factors, made anew every
 * `inverseInterval` batches, and s the running mean of (1/N) (H Q_Aᵀ)∘²ᵀ (D Q_Gᵀ)∘², which begins as the products of the
 * eigenvalues. λ enters at once, whatever it is.
 */
export class EigenPreconditioner implements Preconditioner {
  readonly #factors: Factors
  readonly #family: FamilyKernels
  /** Batches drawn when the eigenvectors were made, plus 1; 0 before. */
  #madeAt = 0
  #lambda = 0

  constructor(
    readonly plan: StepPlan,
    readonly workspace: Workspace,
    readonly optimizer: Ekfac,
  ) {
    this.#factors = new Factors(plan, workspace, FACTOR_ROWS[optimizer.factors])
    this.#family = new FamilyKernels(workspace.executor, 'float64')
  }

  look(theta: number, batch: Batch, draw: number): void {
    const { factorInterval, decay, inverseInterval } = this.optimizer
    const { clock } = this.workspace
    const factors = this.#factors
    const deltas = factors.deltas(theta, batch, draw)
    if (draw % factorInterval === 0 || factors.looks === 0) factors.update(batch, deltas, decay)
    if (this.#madeAt === 0 || draw + 1 >= this.#madeAt + inverseInterval) {
      clock.time('factor', () => {
        for (const k of factors.layers) this.#decompose(k)
      })
      this.#madeAt = draw + 1
    }
    clock.time('gram', () => {
      for (const k of factors.layers) this.#rescale(k, batch.count, deltas?.[k])
    })
  }

  ready(lambda: number): boolean {
    this.#lambda = lambda
    return Number.isFinite(lambda)
  }

  /** Eigenvectors of both factors; s from their eigenvalues. A factor that is not finite keeps those it had. */
  #decompose(k: number): void {
    const { kernels, layout } = this.workspace
    const values = (['A', 'G'] as const).map(side => this.#eigenvalues(side, k))
    const [a, g] = values
    if (!a || !g) return
    const scale = viewOf(kernels.dtype, kernels.buffer, layout.arrays[`scale.${k}`], a.length * g.length)
    for (let i = 0; i < a.length; i++) for (let o = 0; o < g.length; o++) scale[i * g.length + o] = a[i] * g[o]
  }

  /** Eigenvalues of a factor, never below 0, its eigenvectors to their place. */
  #eigenvalues(side: Side, k: number): Float64Array | undefined {
    const { kernels, layout } = this.workspace
    const { factor: square, values: at, eigenScratch: scratch, ...arrays } = layout.arrays
    const n = this.#factors.sizeOf(side, k)
    const room = { square, values: at, scratch }
    const values = eigenvectors(kernels, this.#family, arrays[`${side}.${k}`], n, 1, room)
    if (!values) return undefined
    const basis = viewOf(this.plan.dtype, kernels.buffer, arrays[`basis${side}.${k}`], n * n)
    basis.set(new Float64Array(kernels.buffer, square, n * n))
    return values.map(value => Math.max(value, 0))
  }

  /** s ← ρ s + (1 − ρ) that of the batch. */
  #rescale(k: number, samples: number, deltas: DeltaSite | undefined): void {
    if (!deltas) return
    const { kernels, layout, sites } = this.workspace
    const { arrays, graph } = layout
    const { units, inputUnits } = graph.nodes[k]
    const n = this.#factors.sizeOf('A', k)
    const [inputs] = inputUnits
    const [x] = sites[k].inputs
    const { delta, rows, q } = deltas
    const H = [arrays.augmented, n] as const
    kernels.copyColumns(H, [x, inputs], inputs, samples, false)
    if (n > inputs) {
      const ones = viewOf(kernels.dtype, kernels.buffer, arrays.augmented, samples * n)
      for (let i = inputs; i < ones.length; i += n) ones[i] = 1
    }
    const turned = [arrays.turnedInputs, n] as const
    kernels.matmul('NT', [samples, n, n], H, [arrays[`basisA.${k}`], n], turned, false)
    kernels.mulRows(turned, turned, 1, n, samples)
    const D = [arrays.turnedDeltas, units] as const
    kernels.matmul('NT', [rows, units, units], [delta, units], [arrays[`basisG.${k}`], units], D, false)
    kernels.mulRows(D, D, 1, units, rows)
    const sums = [arrays.deltaSums, units] as const
    new Float64Array(kernels.buffer, arrays.ones, rows).fill(1)
    kernels.combineRows(sums, D, arrays.ones, q, units, samples)
    kernels.matmul('TN', [n, units, samples], turned, sums, [arrays.layer, units], false)
    const { scaleDecay: decay } = this.optimizer
    const scale = arrays[`scale.${k}`]
    kernels.axpby(decay, scale, (1 - decay) / samples, arrays.layer, scale, n * units)
  }

  apply(k: number, V: number, n: number, units: number): number {
    const { kernels, layout } = this.workspace
    const { layer, secondLayer, ...arrays } = layout.arrays
    const A = [arrays[`basisA.${k}`], n] as const
    const G = [arrays[`basisG.${k}`], units] as const
    const [one, two] = [[layer, units] as const, [secondLayer, units] as const]
    kernels.matmul('NN', [n, units, n], A, [V, units], one, false)
    kernels.matmul('NT', [n, units, units], one, G, two, false)
    const turned = viewOf(kernels.dtype, kernels.buffer, secondLayer, n * units)
    const scale = viewOf(kernels.dtype, kernels.buffer, arrays[`scale.${k}`], n * units)
    for (let p = 0; p < turned.length; p++) turned[p] /= scale[p] + this.#lambda
    kernels.matmul('NN', [n, units, units], two, G, one, false)
    kernels.matmul('TN', [n, units, n], A, one, two, false)
    return secondLayer
  }

  counters(): Record<string, number> {
    return { looks: this.#factors.looks, madeAt: this.#madeAt, madeFor: this.#lambda }
  }

  restore({ looks, madeAt, madeFor }: Readonly<Record<string, number>>): void {
    this.#factors.looks = looks
    this.#madeAt = madeAt
    this.#lambda = madeFor
  }
}
