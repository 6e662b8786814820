import type { Smw } from '../../optim/rows/smw-options.js'
import { viewOf } from '../../runtime/dtype.js'
import type { Workspace } from '../workspace.js'

/**
 * R(θ) = τ Σ h(θ_j) + w/2 ‖θ‖², h(x) = √(μ² + x²) − μ, and its second derivatives over τ as a metric: D = h″ + w/τ, with
 * h′ = x/√(μ² + x²), h″ = μ²/(μ² + x²)^(3/2).
 */
export class PseudoHuber {
  readonly weight: number
  readonly smoothing: number

  constructor(
    { weight = 0, smoothing = 0 }: Pick<Smw, 'weight' | 'smoothing'>,
    readonly workspace: Workspace,
  ) {
    this.weight = weight
    this.smoothing = smoothing
  }

  get #decay(): number {
    return this.workspace.decay.weight
  }

  value(theta: number): number {
    const { smoothing: mu, weight } = this
    let sum = 0
    let squares = 0
    for (const x of this.workspace.vector(theta)) {
      sum += (x * x) / (Math.sqrt(mu * mu + x * x) + mu)
      squares += x * x
    }
    return weight * sum + (this.#decay / 2) * squares
  }

  /** scale ← D^(−½) at θ, out ← −D^(−½) ∇R. Returns ∇Rᵀ D⁻¹ ∇R. */
  at(theta: number, scale: number, out: number): number {
    const { smoothing: mu, weight, workspace } = this
    const { kernels, layout } = workspace
    const view = (at: number) => viewOf(kernels.dtype, kernels.buffer, at, layout.graph.parameters)
    const [x, s, b] = [view(theta), view(scale), view(out)]
    const w = this.#decay
    let sum = 0
    for (let p = 0; p < x.length; p++) {
      const root = Math.sqrt(mu * mu + x[p] * x[p])
      s[p] = 1 / Math.sqrt((mu * mu) / (root * root * root) + w / weight)
      b[p] = -s[p] * (weight * (x[p] / root) + w * x[p])
      sum += b[p] * b[p]
    }
    return sum
  }
}
