/**
 * Where is it? Forty sensors of a network measure range and bearing of one target, each with errors of its own. The
 * estimate passes from sensor to sensor in information form, Λ ← Λ + HᵀR⁻¹H, x ← x + Λ⁻¹HᵀR⁻¹(z − h(x)), linearised anew a few
 * times at each (Gauss–Newton); or one least-squares problem has all measurements at once. The kind of Wu, Zhong, Tan &
 * Xiong 2020, whose text was not at hand. Prints both errors. node dist/examples/sensor-fusion.js   --svg folder
 */
import { fileURLToPath } from 'node:url'
import { leastSquares } from '../src/curve/index.js'
import { type Mark, type Picture, type Point, show } from './picture.js'

/** What one sensor measures: m numbers of the state, their Jacobian (m × n), and their deviations. */
export interface Sensor {
  readonly measured: readonly number[]
  readonly deviations: readonly number[]
  h(x: readonly number[]): number[]
  jacobian(x: readonly number[]): number[][]
  /** Difference of two measurements, where that is not the plain one: angles turn. */
  difference?(a: readonly number[], b: readonly number[]): number[]
  /** Where it stands, for the picture. */
  readonly place?: Point
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
export function rangeAndBearing([px, py]: Point, measured: readonly number[], deviations: readonly number[]): Sensor {
  return {
    measured,
    deviations,
    place: [px, py],
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
    const place: Point = [200 * uniform() - 100, 200 * uniform() - 100]
    const deviations = [1 + 4 * uniform(), 0.01 + 0.05 * uniform()]
    const [dx, dy] = [target[0] - place[0], target[1] - place[1]]
    const measured = [Math.hypot(dx, dy) + deviations[0] * normal(), Math.atan2(dy, dx) + deviations[1] * normal()]
    return rangeAndBearing(place, measured, deviations)
  })
}

/** Nothing is known. */
const FIRST: Belief = {
  x: [0, 0],
  information: [
    [1e-6, 0],
    [0, 1e-6],
  ],
}

/** The beliefs after each sensor. */
export const passed = (sensors: readonly Sensor[], iterations?: number): Belief[] => {
  const beliefs: Belief[] = []
  for (const sensor of sensors) beliefs.push(fused(beliefs.at(-1) ?? FIRST, sensor, iterations))
  return beliefs
}

const TARGET: Point = [30, -20]
const SENSORS = 40
/** Numbers of sensors at which all measurements so far are fitted at once. */
const STOPS = [1, 2, 3, 5, 8, 12, 20, 30, 40]

/** Distances from the target over networks of seeds 1, 2, …. */
export interface Distances {
  /** Root of their mean square after so many sensors. */
  readonly rms: readonly Point[]
  /** Networks at whose end it is above 1. */
  readonly astray: number
}

/** Passed on, the same but linearised once, and all measurements so far at once. */
export function distancesOver(trials: number): Record<'sequential' | 'once' | 'batch', Distances> {
  const squares = {
    sequential: new Map<number, number[]>(),
    once: new Map<number, number[]>(),
    batch: new Map<number, number[]>(),
  }
  const note = (way: keyof typeof squares, count: number, x: readonly number[]) =>
    squares[way].set(count, [...(squares[way].get(count) ?? []), Math.hypot(...plain(x, TARGET)) ** 2])
  for (let seed = 1; seed <= trials; seed++) {
    const sensors = network(TARGET, SENSORS, seed)
    const ends = passed(sensors)
    for (const [k, { x }] of ends.entries()) note('sequential', k + 1, x)
    for (const [k, { x }] of passed(sensors, 1).entries()) note('once', k + 1, x)
    for (const stop of STOPS) note('batch', stop, batch(sensors.slice(0, stop), ends[stop - 1].x))
  }
  const summed = (way: keyof typeof squares): Distances => ({
    rms: Array.from(
      squares[way],
      ([count, all]): Point => [count, Math.sqrt(all.reduce((sum, square) => sum + square, 0) / trials)],
    ),
    astray: (squares[way].get(SENSORS) ?? []).filter(square => square > 1).length,
  })
  return { sequential: summed('sequential'), once: summed('once'), batch: summed('batch') }
}

/** Where the target lies at 95 %: (p − x)ᵀ Λ (p − x) = 5.991. */
export function ellipse({ x, information: [[a, b], [, d]] }: Belief): Point[] {
  const low = Math.sqrt(a)
  const [side, end] = [b / low, Math.sqrt(d - (b * b) / a)]
  return Array.from({ length: 61 }, (_, k) => {
    const [c, s] = [Math.cos((k * Math.PI) / 30), Math.sin((k * Math.PI) / 30)].map(v => v * Math.sqrt(5.991))
    const v = s / end
    return [x[0] + (c - side * v) / low, x[1] + v]
  })
}

export function pictureOf(trials: number): Picture {
  const distances = distancesOver(trials)
  const end = ({ rms, astray }: Distances) =>
    `${rms[rms.length - 1][1].toFixed(4).padStart(9)}${String(astray).padStart(10)}`
  const sensors = network(TARGET, SENSORS, 1)
  const beliefs = passed(sensors)
  const target: Mark = { kind: 'points', colour: 3, name: 'target', size: 9, points: [TARGET] }
  const places = sensors.flatMap(({ place }) => (place ? [place] : []))
  const around = ([x, y]: Point, most: number) => ({
    x: [x - most, x + most] as const,
    y: [y - most, y + most] as const,
  })
  const near = around(TARGET, 8)
  return {
    name: 'sensor-fusion',
    title: 'Forty sensors find a target, one after another',
    about:
      'Each sensor improves the estimate it is handed and passes on five numbers. Its linearisation is made anew a few times (Gauss–Newton); made once, as in an extended Kalman filter, some networks go astray.',
    headline: [
      `RMS error over ${trials} networks of ${SENSORS} sensors within 200 × 200, and how many`,
      'of them end more than 1 from the target:',
      `  passed on, 39 messages of 5 numbers   ${end(distances.sequential)}`,
      `  the same, each linearised once        ${end(distances.once)}`,
      `  all measurements at one place         ${end(distances.batch)}`,
    ].join('\n'),
    panels: [
      {
        title: 'The network, and the bearings it measures',
        x: { label: 'x', domain: [-100, 100] },
        y: { label: 'y', domain: [-100, 100] },
        marks: [
          ...sensors.slice(0, 8).map(({ measured: [range, bearing], place: [x, y] = TARGET }): Mark => ({
            kind: 'line',
            colour: 0,
            dashed: true,
            points: [[x, y], [x + range * Math.cos(bearing), y + range * Math.sin(bearing)]],
          })), // biome-ignore format: points
          { kind: 'points', colour: 0, name: 'sensors, and what the first eight measure', size: 6, points: places },
          target,
        ],
      },
      {
        title: 'Where it lies at 95 %, after 1, 3 and 40 sensors',
        x: { label: 'x', domain: near.x },
        y: { label: 'y', domain: near.y },
        marks: [
          ...[1, 3, 40].map(
            (count, k): Mark => ({
              kind: 'line',
              colour: k as 0 | 1 | 2,
              name: String(count),
              points: ellipse(beliefs[count - 1]),
            }),
          ),
          { ...target },
        ],
      },
      {
        title: `RMS error, ${trials} networks`,
        x: { label: 'sensors', log: true },
        y: { label: 'distance from the target', log: true },
        marks: [
          { kind: 'line', colour: 1, name: 'linearised once', points: distances.once.rms },
          { kind: 'line', colour: 0, name: 'passed on', points: distances.sequential.rms },
          { kind: 'points', colour: 2, name: 'all at one place', points: distances.batch.rms },
        ],
      },
    ],
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await show(pictureOf(200))
