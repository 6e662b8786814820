import { PURPOSE, stream } from '../../random/index.js'
import { viewOf } from '../../runtime/dtype.js'
import type { Kernels } from '../../runtime/kernels.js'
import { LEAST } from './hidden-rows.js'
import { type Matrix, multiply } from './matrices.js'
import type { SquaredRoom } from './squared-room.js'

/** What the rows of a batch are made of; `roots`: √(ω/N) of its samples. */
export interface Residuals {
  readonly roots: Float64Array
  readonly Y: Matrix
  readonly S: Matrix
  /** L, lower, L Lᵀ = W Wᵀ. */
  readonly L: Matrix
}

/**
 * The hidden layers' rows under squared errors: of a sample the one along its own residual ŝ, and k random ones across,
 * (I − ŝ ŝᵀ) w / √k with signs w, each taken back through L. In the mean they are the whole curvature, along the residual they
 * are exact, and they span the gradient, so that the push-through form applies.
 */
export class SquaredRows {
  constructor(
    readonly seed: number,
    readonly kernels: Kernels,
    readonly float64: Kernels,
    readonly room: SquaredRoom,
    readonly q: number,
  ) {}

  /** δ of the rows, and ê: ‖s‖ on each sample's own row; `draw` names the random ones. */
  write({ roots, Y, S, L }: Residuals, draw: number, to: number, e: Float64Array): void {
    const { kernels, float64, room, q } = this
    const k = q - 1
    const samples = roots.length
    const d = Y.columns
    const view = ({ at }: Matrix, rows: number) => new Float64Array(float64.buffer, at, rows * d)
    const [y, s] = [view(Y, samples), view(S, samples)]
    const [w, mixed] = [view(room.signs, samples * k), view(room.mixed, samples * k)]
    if (k > 0) {
      for (let i = 0; i < samples; i++)
        stream(this.seed, PURPOSE.hiddenSigns, draw, i).signs(w.subarray(i * k * d, (i + 1) * k * d), k * d)
      multiply(float64, 'NT', { ...room.signs, rows: samples * k }, L, { ...room.mixed, rows: samples * k })
    }
    const delta = viewOf(kernels.dtype, kernels.buffer, to, samples * q * d)
    const write = (at: number, value: number) => {
      delta[at] = Math.abs(value) < LEAST ? 0 : value
    }
    for (let i = 0; i < samples; i++) {
      let squares = 0
      for (let c = i * d; c < (i + 1) * d; c++) squares += s[c] * s[c]
      const n = Math.sqrt(squares)
      const one = n > 0 ? 1 / n : 0
      const root = roots[i] * Math.sqrt(samples)
      e[i * q] = n
      for (let c = 0; c < d; c++) write(i * q * d + c, root * one * y[i * d + c])
      for (let a = 0; a < k; a++) {
        const from = (i * k + a) * d
        let along = 0
        for (let c = 0; c < d; c++) along += s[i * d + c] * w[from + c]
        const share = root / Math.sqrt(k)
        const back = along * one * one
        for (let c = 0; c < d; c++) write((i * q + 1 + a) * d + c, share * (mixed[from + c] - back * y[i * d + c]))
      }
    }
  }
}
