/**
 * Where is it? Forty sensors of a network measure range and bearing of one target, each with errors of its own. The
 * estimate passes from sensor to sensor in information form, Λ ← Λ + HᵀR⁻¹H, x ← x + Λ⁻¹HᵀR⁻¹(z − h(x)), linearised anew a few
 * times at each (Gauss–Newton); or one least-squares problem has all measurements at once. The kind of Wu, Zhong, Tan &
 * Xiong 2020, whose text was not at hand. Prints both errors. node dist/examples/sensor-fusion.js
 */
import { fileURLToPath } from 'node:url'
import { leastSquares } from '../src/curve/index.js'

/** What one sensor measures: m numbers of the state, their Jacobian (m × n), and their deviations. */
export interface Sensor {
  readonly measured: readonly number[]
  readonly deviations: readonly number[]
  h(x: readonly number[]): number[]
  jacobian(x: readonly number[]): number[][]
  /** Difference of two measurements, where that is not the plain one: angles turn. */
  difference?(a: readonly number[], b: readonly number[]): number[]
}

/** State and its information, the inverse of its covariance. */
export interface Belief {
  readonly x: readonly number[]
  readonly information: readonly (readonly number[])[]
}

const plain = (a: readonly number[], b: readonly number[]) => a.map((value, k) => value - b[k])

/** A x = b by elimination, for the few numbers of a state. */
function solved(A: readonly (readonly number[])[], b: readonly number[]): number[] {
  const M = A.map((row, i) => [...row, b[i]])
  const n = b.length
  for (let c = 0; c < n; c++) {
    const pivot = M.slice(c).reduce((best, row, i) => (Math.abs(row[c]) > Math.abs(M[best][c]) ? c + i : best), c)
    ;[M[c], M[pivot]] = [M[pivot], M[c]]
    for (let r = c + 1; r < n; r++) {
      const share = M[r][c] / M[c][c]
      for (let k = c; k <= n; k++) M[r][k] -= share * M[c][k]
    }
  }
  const x = new Array<number>(n).fill(0)
  for (let r = n - 1; r >= 0; r--) x[r] = (M[r][n] - x.reduce((sum, value, k) => sum + M[r][k] * value, 0)) / M[r][r]
  return x
}

/** The belief after one sensor: the minimum of ‖x − x₀‖²_Λ + ‖z − h(x)‖²_R⁻¹, Gauss–Newton so many times. */
export function fused(before: Belief, sensor: Sensor, iterations = 5): Belief {
  const difference = sensor.difference ?? plain
  let { x } = before
  let information = before.information
  for (let i = 0; i < iterations; i++) {
    const H = sensor.jacobian(x)
    const e = difference(sensor.measured, sensor.h(x))
    const weights = sensor.deviations.map(deviation => 1 / deviation ** 2)
    information = before.information.map((row, a) =>
      row.map((value, b) => value + weights.reduce((sum, w, m) => sum + w * H[m][a] * H[m][b], 0)),
    )
    const back = plain(before.x, x)
    const right = before.information.map(
      (row, a) =>
        row.reduce((sum, value, b) => sum + value * back[b], 0) +
        weights.reduce((sum, w, m) => sum + w * H[m][a] * e[m], 0),
    )
    const step = solved(information, right)
    x = x.map((value, a) => value + step[a])
  }
  return { x, information }
}

/** Range and bearing from a place. */
export function rangeAndBearing(
  [px, py]: readonly number[],
  measured: readonly number[],
  deviations: readonly number[],
): Sensor {
  return {
    measured,
    deviations,
    h: ([x, y]) => [Math.hypot(x - px, y - py), Math.atan2(y - py, x - px)],
    jacobian([x, y]) {
      const [dx, dy] = [x - px, y - py]
      const range = Math.hypot(dx, dy)
      return [
        [dx / range, dy / range],
        [-dy / range ** 2, dx / range ** 2],
      ]
    },
    difference: (a, b) => [a[0] - b[0], Math.atan2(Math.sin(a[1] - b[1]), Math.cos(a[1] - b[1]))],
  }
}

/** The state that fits all sensors at once. */
export function batch(sensors: readonly Sensor[], start: readonly number[]): number[] {
  const residuals = (x: readonly number[]) =>
    sensors.flatMap(({ measured, deviations, h, difference = plain }) =>
      difference(measured, h(x)).map((value, m) => value / deviations[m]),
    )
  return [...leastSquares((x: number[]) => residuals(x), [...start]).parameters]
}

/** Sensors around a target, with normal errors from a seed. */
export function network(target: readonly number[], count: number, seed: number): Sensor[] {
  let state = seed
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  return Array.from({ length: count }, () => {
    const place = [200 * uniform() - 100, 200 * uniform() - 100]
    const deviations = [1 + 4 * uniform(), 0.01 + 0.05 * uniform()]
    const [dx, dy] = [target[0] - place[0], target[1] - place[1]]
    const measured = [Math.hypot(dx, dy) + deviations[0] * normal(), Math.atan2(dy, dx) + deviations[1] * normal()]
    return rangeAndBearing(place, measured, deviations)
  })
}

function main(): void {
  const errors = { sequential: 0, batch: 0 }
  const trials = 200
  for (let seed = 1; seed <= trials; seed++) {
    const target = [30, -20]
    const sensors = network(target, 40, seed)
    const first: Belief = {
      x: [0, 0],
      information: [
        [1e-6, 0],
        [0, 1e-6],
      ],
    }
    const end = sensors.reduce((belief, sensor) => fused(belief, sensor), first)
    const all = batch(sensors, end.x)
    errors.sequential += Math.hypot(...plain(end.x, target)) ** 2 / trials
    errors.batch += Math.hypot(...plain(all, target)) ** 2 / trials
  }
  console.log(`RMS error over ${trials} networks of 40 sensors, within 200 × 200:`)
  console.log(`  sequential, 39 messages of 5 numbers   ${Math.sqrt(errors.sequential).toFixed(4)}`)
  console.log(`  all measurements at one place          ${Math.sqrt(errors.batch).toFixed(4)}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
