import { sorted, steps } from './points.js'
import { type ReadyModel, readyModel } from './ready-model.js'
import { separable } from './separable.js'

/** (x/k)ⁿ / (1 + (x/k)ⁿ), 0 up to x = 0; written so that no power overflows. */
const share = (x: number, k: number, n: number) => (x > 0 ? 1 / (1 + (k / x) ** n) : 0)

/** vmax, k, n: half-saturation and power by search over the positive x and beyond, vmax by linear least squares. */
function saturation(x: Float64Array, y: Float64Array, powers: readonly number[]): number[] {
  const points = sorted(x, y, 256)
  const positive = points.x.filter(at => at > 0)
  if (positive.length === 0) return [0, 1, 1]
  const k = steps(Math.log(positive[0]) - 2, Math.log(positive[positive.length - 1]) + 5, 0.7)
  const candidates = k.flatMap(log => powers.map(n => [log, Math.log(n)]))
  const basis = (q: readonly number[]) => {
    const [k, n] = q.map(Math.exp)
    return (at: number, phi: number[]) => {
      phi[0] = share(at, k, n)
    }
  }
  const { q, c } = separable(points.x, points.y, 1, basis, candidates, powers.length > 1 ? [0.7, 0.7] : [0.7])
  return [c[0], Math.exp(q[0]), Math.exp(q[1])]
}

/** vmax x / (km + x). Start: km by search, vmax by linear least squares: no reciprocals of small rates. */
export const michaelisMenten = (): ReadyModel =>
  readyModel(
    'michaelisMenten',
    ['vmax', 'km'],
    'vmax*x/(km+x)',
    (x, [vmax, km]) => (vmax * x) / (km + x),
    (x, y) => saturation(x, y, [1]).slice(0, 2),
  )

/** vmax (x/k)^n / (1 + (x/k)^n), x ≥ 0. Start: k and n by search, vmax by linear least squares. */
export const hill = (): ReadyModel =>
  readyModel(
    'hill',
    ['vmax', 'k', 'n'],
    'vmax*(x/k)^n/(1+(x/k)^n)',
    (x, [vmax, k, n]) => vmax * share(x, k, n),
    (x, y) => saturation(x, y, [0.5, 1, 2, 4, 8]),
  )

/** qmax k x / (1 + k x). Start: as `michaelisMenten`, with k = 1 / km. */
export const langmuir = (): ReadyModel =>
  readyModel(
    'langmuir',
    ['qmax', 'k'],
    'qmax*k*x/(1+k*x)',
    (x, [qmax, k]) => (qmax * k * x) / (1 + k * x),
    (x, y) => {
      const [qmax, km] = saturation(x, y, [1])
      return [qmax, 1 / km]
    },
  )
