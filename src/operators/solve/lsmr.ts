import { WoodburyError } from '../../errors.js'
import { checkOptions, nonNegative, positiveInteger, positiveNumber } from '../../options.js'
import { norm } from '../../vectors.js'
import { axpy, scaled } from '../algebra/vectors.js'
import { type LinearOperator, takeOperator } from '../linear-operator.js'
import { type Inverse, type IterationOptions, inverseOf, type Solution } from './solution.js'

export interface LsmrOptions extends IterationOptions {
  /** λ of min ‖A x − b‖² + λ ‖x‖²; default 0. */
  shift?: number
}

/**
 * The pseudo-inverse of any operator, [columns, rows]: x = argmin ‖A x − b‖² + λ ‖x‖², of the least norm, by LSMR (Fong & Saunders
 * 2011, the recurrences of §2.8 and §5; the paper's text was not at hand). The residual is ‖Aᵀ(A x − b) + λ x‖ relative to
 * ‖Aᵀb‖. `maxIterations` is ten times the smaller side by default.
 * @throws WoodburyError BAD_VALUE from `apply` where the tolerance is not reached; BAD_OPTION, NOT_SUPPORTED at the call
 */
export function lsmr(given: LinearOperator, options: LsmrOptions = {}): Inverse {
  const where = 'lsmr'
  checkOptions(where, ['shift', 'tolerance', 'maxIterations'], options, {
    damping: 'shift',
    lambda: 'shift',
    damp: 'shift',
  })
  const A = takeOperator(where, given)
  const shift = nonNegative(where, 'shift', options.shift ?? 0)
  const tolerance = positiveNumber(where, 'tolerance', options.tolerance ?? 1e-10)
  const most = positiveInteger(where, 'maxIterations', options.maxIterations ?? 10 * Math.min(...A.shape))
  const transposed = A.applyTransposed ?? (A.symmetric ? A.apply : undefined)
  if (!transposed)
    throw new WoodburyError('NOT_SUPPORTED', `${where}: A has no applyTransposed. Give it one, or use cgInverse.`)
  const sides = {
    there: async (v: Float64Array) => Float64Array.from(await A.apply(v)),
    back: async (u: Float64Array) => Float64Array.from(await transposed.call(A, u)),
  }
  const solve = (b: Float64Array) => leastSquares(sides, A.shape[1], b, { damp: Math.sqrt(shift), tolerance, most })
  return inverseOf(where, A.shape, REMEDY, solve, { symmetric: false })
}

const REMEDY = 'Pass a shift, more maxIterations, or a larger tolerance.'

interface Sides {
  there(v: Float64Array): Promise<Float64Array>
  back(u: Float64Array): Promise<Float64Array>
}

/** c, s, r of the rotation that takes (a, b) to (r, 0). */
function rotation(a: number, b: number): [c: number, s: number, r: number] {
  const r = Math.hypot(a, b)
  return r === 0 ? [1, 0, 0] : [a / r, b / r, r]
}

async function leastSquares(
  { there, back }: Sides,
  n: number,
  b: Float64Array,
  { damp, tolerance, most }: { readonly damp: number; readonly tolerance: number; readonly most: number },
): Promise<Solution> {
  const x = new Float64Array(n)
  let beta = norm(b)
  let u = beta > 0 ? scaled(1 / beta, b) : b
  let v = beta > 0 ? await back(u) : x
  let alpha = norm(v)
  if (alpha > 0) v = scaled(1 / alpha, v)
  const first = alpha * beta
  if (first === 0) return { x, iterations: 0, residual: 0, converged: true }
  let [alphaBar, zetaBar, rho, rhoBar, cBar, sBar] = [alpha, first, 1, 1, 1, 0]
  const h = v.slice()
  const hBar = new Float64Array(n)
  for (let iterations = 1; ; iterations++) {
    const w = await there(v)
    axpy(-alpha, u, w)
    beta = norm(w)
    if (beta > 0) {
      u = scaled(1 / beta, w)
      const z = await back(u)
      axpy(-beta, v, z)
      alpha = norm(z)
      if (alpha > 0) v = scaled(1 / alpha, z)
    }
    const [, , alphaHat] = rotation(alphaBar, damp)
    const rhoOld = rho
    const [c, s, rhoNew] = rotation(alphaHat, beta)
    rho = rhoNew
    const theta = s * alpha
    alphaBar = c * alpha
    const rhoBarOld = rhoBar
    const thetaBar = sBar * rho
    const [cNew, sNew, rhoBarNew] = rotation(cBar * rho, theta)
    ;[cBar, sBar, rhoBar] = [cNew, sNew, rhoBarNew]
    const zeta = cBar * zetaBar
    zetaBar *= -sBar
    const back1 = (thetaBar * rho) / (rhoOld * rhoBarOld)
    for (let i = 0; i < n; i++) {
      hBar[i] = h[i] - back1 * hBar[i]
      x[i] += (zeta / (rho * rhoBar)) * hBar[i]
      h[i] = v[i] - (theta / rho) * h[i]
    }
    const residual = Math.abs(zetaBar) / first
    const converged = residual <= tolerance
    if (converged || iterations >= most) return { x, iterations, residual, converged }
  }
}
