import { dot } from '../../../vectors.js'
/** A step s and the change of the gradient y along it. */
export interface Pair {
  readonly s: Float64Array
  readonly y: Float64Array
}

/** Below this share of yᵀH y Powell's damping takes hold. */
const LEAST = 0.2

/** A pair with less than this share of sᵀs ‖g‖ in sᵀy is skipped, as in the authors' code. */
const FLAT = 1e-4

const mixed = (x: Float64Array, share: number, y: Float64Array) =>
  x.map((value, i) => share * value + (1 - share) * y[i])

/**
 * s and y with sᵀy ≥ ε sᵀs: first Powell's damping on H, s ← θ s + (1 − θ) H y where sᵀy ≤ 0.2 yᵀH y, θ = 0.8 yᵀH y/(yᵀH y −
 * sᵀy); then y ← θ y + (1 − θ) s where sᵀy ≤ ε sᵀs, θ = (1 − ε) sᵀs/(sᵀs − sᵀy).
 */
export function doublyDamped({ s, y }: Pair, Hy: Float64Array, epsilon: number): Pair {
  const [sy, yHy] = [dot(s, y), dot(y, Hy)]
  const moved = sy <= LEAST * yHy ? mixed(s, ((1 - LEAST) * yHy) / (yHy - sy), Hy) : s
  const [along, squares] = [dot(moved, y), dot(moved, moved)]
  const bent = along <= epsilon * squares ? mixed(y, ((1 - epsilon) * squares) / (squares - along), moved) : y
  return { s: moved, y: bent }
}

/** Whether H may learn from a pair, g the gradient where it was seen. */
export function isSound({ s, y }: Pair, g: Float64Array): boolean {
  const sy = dot(s, y)
  return sy > FLAT * dot(s, s) * Math.sqrt(dot(g, g)) && Number.isFinite(sy) && Number.isFinite(1 / sy)
}
