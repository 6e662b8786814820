import { viewOf } from '../../runtime/dtype.js'
import type { Kernels } from '../../runtime/kernels.js'
import { Factor } from '../../solve/factor.js'
import { leading } from '../../solve/leading.js'
import { PositiveInverse } from '../../solve/positive-inverse.js'
import { invertTriangle } from '../../solve/triangular-inverse.js'
import type { Along, Damping } from './eliminated-direction.js'
import { elements, inner, type Matrix, multiply } from './matrices.js'
import { formNormal, scaled } from './normal.js'
import type { SquaredLayerRoom } from './squared-room.js'

/** Share of its trace that keeps W Wᵀ positive, where there are fewer outputs than columns below them. */
const JITTER = { float32: 1e-7, float64: 1e-12 }

/** A batch as the output layer sees it: byte offsets in the run's dtype, and √(ω/N) of every sample. */
export interface OutputBatch {
  readonly roots: Float64Array
  /** n × d: what the layer reads. */
  readonly h: number
  /** n × d: (ω/N) W r; 0 where no other layer is trained. */
  readonly delta: number
  /** columns × m each: the layer's parameters and its gradient. */
  readonly W: number
  readonly gradient: number
}

/**
 * The output layer z = H̄ W̄, H̄ = [h, 1], of the damped model ½ ‖J d + r‖² + ½ λ ‖d − μ d₋‖² + ½ w ‖θ + d‖², with rows of
 * samples scaled by √(ω/N) throughout, in closed form: given the tangent T of h, A D = Q − H̄ᵀT W, A = H̄ᵀH̄ + (λ + w) I.
 *
 * Everything that the hidden layers want of it is products with W: they need n × d numbers, G = W Wᵀ and Q Wᵀ, and
 * never n × m ones. So the outputs enter by the gradient alone.
 */
export class SquaredLayer {
  #batch!: OutputBatch
  readonly #inverse: PositiveInverse
  readonly #factor: Factor

  constructor(
    readonly kernels: Kernels,
    readonly float64: Kernels,
    readonly room: SquaredLayerRoom,
  ) {
    this.#inverse = new PositiveInverse(float64, float64, room.inverse)
    this.#factor = new Factor(float64, float64, room.inverse.factor)
  }

  /** n × d of the batch in hand. */
  long(name: keyof SquaredLayerRoom['long']): Matrix {
    return { ...this.room.long[name], rows: this.#batch.roots.length }
  }

  /** H̄ and H̄ᵀH̄; for hidden layers also W r, W Wᵀ and its factor. Returns whether that is finite. */
  prepare(batch: OutputBatch): boolean {
    this.#batch = batch
    const { kernels, float64, room } = this
    const { h, roots } = batch
    formNormal(kernels, float64, { h, below: room.sizes.below, roots }, this.long('H'), room.normal.M)
    if (batch.delta === 0) return true
    this.#scaled(batch.delta, this.long('Rw'), -1)
    return this.#factorise()
  }

  /** G = W Wᵀ with its factor L and L⁻¹. */
  #factorise(): boolean {
    const { kernels, float64, room } = this
    const { below: d, outputs } = room.sizes
    const { G, L, Linv } = room.square
    const single = [room.tall.product.at, d] as const
    kernels.syrk(false, d, outputs, [this.#batch.W, outputs], single, false)
    kernels.mirror(single, single, d, 0)
    const view = this.#view(G)
    view.set(viewOf(kernels.dtype, kernels.buffer, single[0], d * d))
    let trace = 0
    for (let r = 0; r < d; r++) trace += view[r * d + r]
    const shift = Math.max(JITTER[kernels.dtype] * trace, Number.MIN_VALUE)
    if (this.#factor.of(G.at, d, 1, shift) >= 0) return false
    invertTriangle(float64, room.inverse, d)
    this.#view(Linv).set(new Float64Array(float64.buffer, room.inverse.inverse, d * d))
    const ld = leading(d)
    const from = new Float64Array(float64.buffer, room.inverse.factor, d * ld)
    const lower = this.#view(L)
    lower.fill(0)
    for (let r = 0; r < d; r++) lower.set(from.subarray(r * ld, r * ld + r + 1), r * d)
    return true
  }

  /** What d₋ moves: the tangent of h along it and its part in this layer; byte offsets. */
  carry(tangent: number, previous: number): void {
    const { B0, V0 } = this.room.tall
    const T0 = this.long('T0')
    this.#scaled(tangent, T0, 1)
    multiply(this.float64, 'NN', T0, this.room.square.G, this.long('T0G'))
    multiply(this.float64, 'TN', this.long('H'), T0, B0)
    this.#timesW(previous, V0)
  }

  /** W̄ Wᵀ, for weight decay. */
  decay(): void {
    this.#timesW(this.#batch.W, this.room.tall.Vw)
  }

  /** out ← P Wᵀ of a columns × m part of a parameter vector. */
  #timesW(P: number, out: Matrix): void {
    const { kernels, room } = this
    const { below, columns, outputs } = room.sizes
    const single = { ...room.tall.product, columns: below }
    const shape = { rows: columns, columns: outputs }
    multiply(kernels, 'NT', { at: P, ...shape }, { at: this.#batch.W, rows: below, columns: outputs }, single)
    this.#view(out).set(viewOf(kernels.dtype, kernels.buffer, single.at, columns * below))
  }

  /** A⁻¹; whether A is positive. */
  invert({ lambda, weightDecay }: Damping): boolean {
    const { M, Ainv } = this.room.normal
    return this.#inverse.invert(M.at, M.rows, 1, lambda + weightDecay, Ainv.at, 'float64')
  }

  /**
   * Y = e_r Wᵀ and S = Y L⁻ᵀ of the residual e_r that this layer cannot explain: with Z = −(r Wᵀ + μ T₀ G) it is
   * Z − H̄ A⁻¹ (H̄ᵀZ + μ λ P₀ Wᵀ − w W̄ Wᵀ).
   */
  project({ lambda, weightDecay, momentum }: Damping): { readonly Y: Matrix; readonly S: Matrix } {
    const { float64, room } = this
    const { X, V0, Vw, product, B0, C0 } = room.tall
    const Y = this.long('Y')
    const H = this.long('H')
    const Rw = this.long('Rw')
    float64.axpby(-1, Rw.at, -momentum, (momentum > 0 ? this.long('T0G') : Rw).at, Y.at, elements(Y))
    multiply(float64, 'TN', H, Y, X)
    if (momentum > 0) float64.axpy(momentum * lambda, V0.at, X.at, elements(X))
    if (weightDecay > 0) float64.axpy(-weightDecay, Vw.at, X.at, elements(X))
    multiply(float64, 'NN', room.normal.Ainv, X, product)
    float64.scale(-1, product.at, elements(product))
    multiply(float64, 'NN', H, product, Y, true)
    if (momentum > 0) multiply(float64, 'NN', room.normal.Ainv, B0, C0)
    const S = this.long('S')
    multiply(float64, 'NT', Y, room.square.Linv, S)
    return { Y, S }
  }

  /** For the tangent of h along a hidden direction, u = T W: ⟨e_r, u⟩ and ⟨u_r, u⟩, u_r what this layer cannot undo. */
  reduced(tangent: number): Along {
    const { float64, room } = this
    const { B, C, product } = room.tall
    const { G } = room.square
    const T = this.long('T')
    const TG = this.long('TG')
    this.#scaled(tangent, T, 1)
    multiply(float64, 'NN', T, G, TG)
    multiply(float64, 'TN', this.long('H'), T, B)
    multiply(float64, 'NN', room.normal.Ainv, B, C)
    multiply(float64, 'NN', B, G, product)
    return { along: inner(float64, this.long('Y'), T), squares: inner(float64, TG, T) - inner(float64, C, product) }
  }

  /** T ← a T + μ T₀, with all that is linear in it. */
  combine(a: number, momentum: number): void {
    const { float64, room } = this
    const { B, B0, C, C0 } = room.tall
    const pairs = [
      [this.long('T'), this.long('T0')],
      [this.long('TG'), this.long('T0G')],
      [B, B0],
      [C, C0],
    ]
    for (const [own, carried] of pairs)
      float64.axpby(a, own.at, momentum, momentum > 0 ? carried.at : own.at, own.at, elements(own))
  }

  /**
   * out ← D = A⁻¹ Q − P, P = A⁻¹B W, B = H̄ᵀT, Q = μ λ P₀ − g − w W̄, P₀: this layer's part of d₋. Returns gᵀd and dᵀG d of the
   * whole step, ‖T W + H̄ D‖² = ⟨T G, T⟩ − ⟨A⁻¹B, B G⟩ + ⟨P + D, Q⟩ − (λ + w) ‖D‖², since A D = Q − B W. `moved`: whether T is not 0.
   */
  direction(
    damping: Damping,
    previous: number,
    out: number,
    moved: boolean,
  ): { readonly slope: number; readonly curvature: number } {
    const { kernels, float64, room } = this
    const { lambda, weightDecay, momentum } = damping
    const { right: Q, along: P } = room
    const { W, gradient } = this.#batch
    const count = elements(Q)
    const carried = momentum > 0 ? previous : gradient
    kernels.axpby(-1, gradient, momentum * lambda, carried, Q.at, count)
    if (weightDecay > 0) kernels.axpy(-weightDecay, W, Q.at, count)
    const D = { ...Q, at: out }
    this.#solveRight(Q, D)
    let slope = 0
    let curvature = 0
    if (moved) {
      const { below: d, outputs } = room.sizes
      const { B, C, product } = room.tall
      multiply(float64, 'NN', B, room.square.G, product)
      curvature = inner(float64, this.long('TG'), this.long('T')) - inner(float64, C, product)
      const single = { ...product, rows: C.rows }
      viewOf(kernels.dtype, kernels.buffer, single.at, elements(C)).set(this.#view(C))
      multiply(kernels, 'NN', single, { at: W, rows: d, columns: outputs }, P)
      kernels.axpy(-1, P.at, D.at, count)
      slope += inner(float64, this.long('Rw'), this.long('T'))
      curvature += kernels.dot(P.at, Q.at, count)
    }
    slope += kernels.dot(gradient, D.at, count)
    curvature += kernels.dot(Q.at, D.at, count) - (lambda + weightDecay) * kernels.sumSquares(D.at, count)
    return { slope, curvature: Math.max(curvature, 0) }
  }

  /** D ← A⁻¹ Q, in float64. */
  #solveRight(Q: Matrix, D: Matrix): void {
    const { kernels, float64, room } = this
    const { Ainv } = room.normal
    if (!room.wide) {
      multiply(float64, 'NN', Ainv, Q, D)
      return
    }
    const [from, to] = room.wide
    this.#view(from).set(viewOf(kernels.dtype, kernels.buffer, Q.at, elements(Q)))
    multiply(float64, 'NN', Ainv, from, to)
    viewOf(kernels.dtype, kernels.buffer, D.at, elements(D)).set(this.#view(to))
  }

  #view(matrix: Matrix): Float64Array {
    return new Float64Array(this.float64.buffer, matrix.at, elements(matrix))
  }

  /** out ← n × d numbers of the batch times √(ω/N) to a power. */
  #scaled(from: number, out: Matrix, power: 1 | -1): void {
    scaled(this.kernels, from, this.room.sizes.below, this.#batch.roots, out, power)
  }
}
