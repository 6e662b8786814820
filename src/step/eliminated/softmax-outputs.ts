import { type Batch, placeOf, type Samples } from '../../model/feed.js'
import { type Head, weightOf } from '../../model/heads.js'
import { PURPOSE, stream } from '../../random/index.js'
import type { FloatArray } from '../../runtime/dtype.js'
import type { Along } from './eliminated-direction.js'
import { LEAST } from './hidden-rows.js'

/** Below this a probability is taken as this, so that s = r/√p stays finite. */
const SMALLEST = 1e-30

/** Where the random rows of a step come from, k a sample. */
export interface Signs {
  readonly seed: number
  readonly draw: number
  readonly k: number
}

const flushed = (value: number): number => (value < LEAST && value > -LEAST ? 0 : value)

/**
 * A batch of classes as the step wants it, in passes over the probabilities p of its samples: r = p − y and
 * H = diag p − p pᵀ = L Lᵀ, L = diag √p − p √pᵀ, are never formed. U, V: n × m tangents of the outputs, U that of the step so
 * far. Of U its ⟨r, U⟩ = ⟨p, U − U_y⟩ is kept by sample: it is linear in U, and the differences from U_y lose no digits where p_y
 * is all but 1.
 */
export class SoftmaxOutputs {
  #labels = new Int32Array(0)
  /** ω/N. */
  #shares = new Float64Array(0)
  /** ⟨r, U⟩ of each sample, and ⟨r, V⟩ of the V last measured. */
  #ofU = new Float64Array(0)
  #ofV = new Float64Array(0)
  /** p̄, the mean of p over the batch, with its weights. */
  readonly mean: Float64Array
  readonly #s: Float64Array
  readonly #w: Float64Array

  constructor(readonly head: Head) {
    this.mean = new Float64Array(head.m)
    this.#s = new Float64Array(head.m)
    this.#w = new Float64Array(head.m)
  }

  /** Labels, weights and p̄ of the batch whose probabilities are in the cache; U is 0. */
  begin(samples: Samples, batch: Batch): void {
    const { head, mean } = this
    const { m, outputs } = head
    const p = outputs.probabilities
    const places = Array.from({ length: batch.count }, (_, i) => placeOf(batch, i))
    this.#labels = Int32Array.from(places, place => samples.targets[0][place])
    this.#shares = Float64Array.from(places, place => weightOf(head, samples, place) / batch.count)
    this.#ofU = new Float64Array(batch.count)
    this.#ofV = new Float64Array(batch.count)
    const total = this.#shares.reduce((sum, share) => sum + share, 0)
    mean.fill(0)
    for (let i = 0; i < batch.count; i++) {
      const share = this.#shares[i] / total
      if (share > 0) for (let a = 0; a < m; a++) mean[a] += share * p[i * m + a]
    }
  }

  /** U is 0 again. */
  clear(): void {
    this.#ofU.fill(0)
  }

  /** U has become U + a V, V as last measured. */
  moved(a: number): void {
    for (let i = 0; i < this.#ofU.length; i++) this.#ofU[i] += a * this.#ofV[i]
  }

  /** δ ← (ω/N) (r + H U), without U that of r. */
  residual(U?: FloatArray): void {
    const { m, delta, outputs } = this.head
    const p = outputs.probabilities
    for (let i = 0; i < this.#shares.length; i++) {
      const share = this.#shares[i]
      const at = i * m
      if (share === 0) delta.fill(0, at, at + m)
      else if (U) this.#pulled(i, U, share, delta, at)
      else {
        for (let a = at; a < at + m; a++) delta[a] = flushed(share * p[a])
        const label = at + this.#labels[i]
        delta[label] = flushed(share * (p[label] - 1))
      }
    }
  }

  /** out ← factor · (r + H U) of sample i, H U = p ∘ (U − ⟨p, U⟩), to `to`. */
  #pulled(i: number, U: FloatArray, factor: number, out: FloatArray, to: number): void {
    const { m, outputs } = this.head
    const p = outputs.probabilities
    const at = i * m
    const label = this.#labels[i]
    const shift = 1 - U[at + label] - this.#ofU[i]
    for (let a = 0; a < m; a++) out[to + a] = flushed(factor * p[at + a] * (shift + U[at + a]))
    out[to + label] = flushed(factor * (p[at + label] * (1 - this.#ofU[i]) - 1))
  }

  /** Σ (ω/N) ⟨r + H U, V⟩, without U Σ (ω/N) ⟨r, V⟩, and Σ (ω/N) ⟨V, H V⟩. */
  measure(V: FloatArray, U?: FloatArray): Along {
    const { m, outputs } = this.head
    const p = outputs.probabilities
    let along = 0
    let squares = 0
    for (let i = 0; i < this.#shares.length; i++) {
      const share = this.#shares[i]
      if (share === 0) continue
      const at = i * m
      const own = V[at + this.#labels[i]]
      let first = 0
      let second = 0
      for (let a = at; a < at + m; a++) {
        const t = V[a] - own
        first += p[a] * t
        second += p[a] * t * t
      }
      this.#ofV[i] = first
      along += share * (first + (U ? this.#between(i, V, U) : 0))
      squares += share * Math.max(second - first * first, 0)
    }
    return { along, squares }
  }

  /** ⟨V, H U⟩ of sample i. */
  #between(i: number, V: FloatArray, U: FloatArray): number {
    const { m, outputs } = this.head
    const p = outputs.probabilities
    const at = i * m
    const [v, u] = [V[at + this.#labels[i]], U[at + this.#labels[i]]]
    let sum = 0
    for (let a = at; a < at + m; a++) sum += p[a] * (V[a] - v) * (U[a] - u)
    return sum - this.#ofV[i] * this.#ofU[i]
  }

  /**
   * The rows of the hidden layers as the outputs see them, √ω L v, and ê: of a sample v is first −ŝ, s = r/√p + LᵀU with
   * ê = √(ω/N) ‖s‖, then k random ones across, (I − ŝ ŝᵀ) w / √k with signs w.
   */
  rows(U: FloatArray, { seed, draw, k }: Signs, out: FloatArray, e: Float64Array): void {
    const { m } = this.head
    const count = this.#shares.length
    for (let i = 0; i < count; i++) {
      const share = this.#shares[i]
      const first = i * (1 + k)
      if (share === 0) {
        out.fill(0, first * m, (first + 1 + k) * m)
        continue
      }
      const norm = this.#solution(i, U)
      const omega = Math.sqrt(share * count)
      e[first] = norm * Math.sqrt(share)
      this.#pulled(i, U, norm > 0 ? -omega / norm : 0, out, first * m)
      const random = k > 0 ? stream(seed, PURPOSE.hiddenSigns, draw, i) : undefined
      for (let row = first + 1; row <= first + k; row++) {
        random?.signs(this.#w, m)
        this.#across(i * m, norm, omega / Math.sqrt(k), out, row * m)
      }
    }
  }

  /** s of sample i, L s = r + H U, s ⊥ √p; returns ‖s‖. */
  #solution(i: number, U: FloatArray): number {
    const { m, outputs } = this.head
    const p = outputs.probabilities
    const s = this.#s
    const at = i * m
    const label = this.#labels[i]
    const shift = 1 - U[at + label] - this.#ofU[i]
    let squares = 0
    for (let a = 0; a < m; a++) {
      const value = Math.sqrt(p[at + a]) * (shift + U[at + a])
      s[a] = value
      if (a !== label) squares += value * value
    }
    const own = Math.max(p[at + label], SMALLEST)
    s[label] = (own * (1 - this.#ofU[i]) - 1) / Math.sqrt(own)
    return Math.sqrt(squares + s[label] * s[label])
  }

  /** √p ∘ v − p ⟨√p, v⟩ of v = (I − ŝ ŝᵀ) w, scaled, to `to`. */
  #across(at: number, norm: number, scale: number, out: FloatArray, to: number): void {
    const { m, outputs } = this.head
    const p = outputs.probabilities
    const s = this.#s
    const w = this.#w
    let back = 0
    for (let a = 0; a < m; a++) back += s[a] * w[a]
    back = norm > 0 ? back / norm / norm : 0
    let along = 0
    for (let a = 0; a < m; a++) {
      w[a] -= back * s[a]
      along += Math.sqrt(p[at + a]) * w[a]
    }
    for (let a = 0; a < m; a++) out[to + a] = flushed(scale * (Math.sqrt(p[at + a]) * w[a] - p[at + a] * along))
  }
}
