/** The air above a telescope: layers, the covariances that sensors see of them, and the problem of finding them. */
import { type FitResult, type Residuals, residuals } from '../src/index.js'
import type { Point } from './picture.js'

/** One layer of air. */
export interface Layer {
  /** In 10 km. */
  readonly height: number
  /** r₀^(−5/3), in m^(−5/3). */
  readonly strength: number
  /** In 10 m/s, by x and y. */
  readonly wind: Point
}

/** A profile like those of good astronomical sites: ground, two winds low, the jet stream. */
export const PROFILE: readonly Layer[] = [
  { height: 0, strength: 9, wind: [0.4, 0.3] },
  { height: 0.1, strength: 2, wind: [0.7, -0.5] },
  { height: 0.3, strength: 1.6, wind: [-0.8, 0.5] },
  { height: 0.5, strength: 0.8, wind: [1.2, 0.8] },
  { height: 0.8, strength: 1.4, wind: [2.2, 1.1] },
  { height: 1.2, strength: 2.4, wind: [3.1, 0.4] },
]

/** Side of a subaperture, in m. */
const SIDE = 0.4
/** Keeps the structure function smooth where it has a cusp. */
const CORE = 0.1 ** 2

/** Separation in the pupil (m), angle between two stars (1e-4 rad), time between (100 ms). */
export type Pair = readonly [bx: number, by: number, ax: number, ay: number, t: number]

/** D(r) r₀^(5/3) of Kolmogorov's law, 6.88 r^(5/3). */
const structure = (x: number, y: number) => 6.88 * (x * x + y * y + CORE) ** (5 / 6)

/**
 * Covariance of slopes along x, and along y, of phase differences over one subaperture:
 * Σ_l s_l ½[D(r + d) + D(r − d) − 2 D(r)] with r = b + θ h_l − v_l t.
 */
export function covariances(layers: readonly Layer[], [bx, by, ax, ay, t]: Pair): Point {
  const sums = [0, 0]
  for (const { height, strength, wind } of layers) {
    const [x, y] = [bx + ax * height - wind[0] * t, by + ay * height - wind[1] * t]
    const middle = structure(x, y)
    sums[0] += strength * ((structure(x + SIDE, y) + structure(x - SIDE, y)) / 2 - middle)
    sums[1] += strength * ((structure(x, y + SIDE) + structure(x, y - SIDE)) / 2 - middle)
  }
  return [sums[0], sums[1]]
}

/** What a night's data are: pairs, and covariances with normal errors of a deviation from a seed. */
export interface Night {
  readonly pairs: readonly Pair[]
  readonly measured: readonly Point[]
}

export function observed(layers: readonly Layer[], count: number, noise: number, seed: number): Night {
  let state = seed
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  const around = (most: number) => most * (2 * uniform() - 1)
  const pairs = Array.from(
    { length: count },
    (): Pair => [around(5), around(5), around(5), around(5), Math.floor(10 * uniform()) / 5],
  )
  const offset = ([bx, by]: Pair) => 0.2 + 0.02 * bx - 0.03 * by
  const measured = pairs.map((pair): Point => {
    const [x, y] = covariances(layers, pair)
    return [x + offset(pair) + noise * normal(), y + offset(pair) + noise * normal()]
  })
  return { pairs, measured }
}

/** log s_l and v_l of layers at given heights, all alike and without wind at the start; u, a plane, takes up the offset. */
export const problemOf = ({ pairs, measured }: Night, heights: readonly number[]): Residuals =>
  residuals((u, [bx, by, ax, ay, t], m) => {
    const sums = [u.value, u.value]
    const power = (x2: ReturnType<typeof m.add>, y2: ReturnType<typeof m.add>) =>
      m.mul(6.88, m.pow(m.add(x2, y2, CORE), 5 / 6))
    heights.forEach((height, l) => {
      const strength = m.exp(m.parameter(`strength${l}`, 0))
      const x = m.sub(m.add(bx, m.mul(ax, height)), m.mul(m.parameter(`x${l}`, 0), t))
      const y = m.sub(m.add(by, m.mul(ay, height)), m.mul(m.parameter(`y${l}`, 0), t))
      const square = (value: typeof x, shift: number) => m.mul(m.add(value, shift), m.add(value, shift))
      const [x2, y2] = [m.mul(x, x), m.mul(y, y)]
      const middle = power(x2, y2)
      const alongX = m.add(power(square(x, SIDE), y2), power(square(x, -SIDE), y2))
      const alongY = m.add(power(x2, square(y, SIDE)), power(x2, square(y, -SIDE)))
      ;[alongX, alongY].forEach((along, k) => {
        sums[k] = m.add(sums[k], m.mul(strength, m.sub(m.mul(0.5, along), middle)))
      })
    })
    return {
      points: pairs as unknown as number[][],
      residual: sums.map((sum, k) => m.sub(sum, m.column(measured.map(point => point[k])))),
    }
  })

/** The layers that a run has come to. */
export const layersOf = ({ parameters = {} }: FitResult, heights: readonly number[]): Layer[] =>
  heights.map((height, l) => ({
    height,
    strength: Math.exp(parameters[`strength${l}`]),
    wind: [parameters[`x${l}`], parameters[`y${l}`]],
  }))

/** ‖strengths − true‖/‖true‖. */
export const strengthError = (layers: readonly Layer[], truth = PROFILE): number =>
  Math.hypot(...layers.map(({ strength }, l) => strength - truth[l].strength)) /
  Math.hypot(...truth.map(({ strength }) => strength))

/** RMS of the winds' differences, in m/s. */
export const windError = (layers: readonly Layer[], truth = PROFILE): number =>
  10 *
  Math.sqrt(
    layers.reduce(
      (sum, { wind }, l) => sum + (wind[0] - truth[l].wind[0]) ** 2 + (wind[1] - truth[l].wind[1]) ** 2,
      0,
    ) / truth.length,
  )
