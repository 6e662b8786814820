import { randoms } from '../kit.js'
import { type terms, written } from './terms.js'

/** A fit as everyone is given it. */
export interface CurveTask {
  readonly name: string
  readonly terms: readonly (keyof typeof terms)[]
  readonly start: readonly number[]
  readonly x: Float64Array
  readonly y: Float64Array
}

/** Ours: names p0, p1 … in an expression. */
export const expressionOf = (task: CurveTask): string =>
  written(task.terms, { functions: '', parameter: k => `p${k}` }).value

/** Straight JavaScript of a curve and its slopes, as one would write it by hand. */
export function compiled({ terms }: CurveTask) {
  const { value, slopes } = written(terms, { functions: 'Math.', parameter: k => `p[${k}]` })
  return {
    value: new Function('x', 'p', `return ${value}`) as (x: number, p: ArrayLike<number>) => number,
    slopes: new Function('x', 'p', `return [${slopes}]`) as (x: number, p: ArrayLike<number>) => number[],
  }
}

/** Σ (y − f)². */
export function rssOf(task: CurveTask, p: ArrayLike<number>): number {
  const { value } = compiled(task)
  let sum = 0
  for (let i = 0; i < task.x.length; i++) sum += (task.y[i] - value(task.x[i], p)) ** 2
  return sum
}

interface Shape {
  readonly name: string
  readonly terms: CurveTask['terms']
  readonly points: number
  readonly from: number
  readonly to: number
  /** Whether x is spaced evenly in its logarithm. */
  readonly logarithmic?: boolean
  readonly truth: readonly number[]
  readonly start: readonly number[]
  readonly noise: number
}

/** Ten fits of 3 to 12 parameters and 20 to 100,000 points, from starts that a person would guess. */
const shapes: readonly Shape[] = [
  {
    name: 'decay',
    terms: ['decay', 'constant'],
    points: 20,
    from: 0,
    to: 10,
    truth: [5, 0.4, 1],
    start: [3, 0.2, 0],
    noise: 0.05,
  },
  {
    name: 'michaelis-menten',
    terms: ['michaelisMenten', 'constant'],
    points: 30,
    from: 0.1,
    to: 50,
    truth: [12, 5, 0.5],
    start: [10, 10, 0],
    noise: 0.1,
  },
  {
    name: '4pl',
    terms: ['logistic4'],
    points: 24,
    from: 0.001,
    to: 1000,
    logarithmic: true,
    truth: [2, 100, 3, 1.2],
    start: [0, 90, 1, 1],
    noise: 2,
  },
  {
    name: 'gaussian',
    terms: ['gaussian', 'constant'],
    points: 100,
    from: -5,
    to: 5,
    truth: [8, 0.6, 1.1, 1],
    start: [6, 0, 2, 0],
    noise: 0.1,
  },
  {
    name: 'damped-sine',
    terms: ['dampedSine', 'constant'],
    points: 500,
    from: 0,
    to: 20,
    truth: [4, 0.12, 2.1, 0.4, 1],
    start: [3, 0.1, 2.05, 0, 0],
    noise: 0.1,
  },
  {
    name: 'biexponential',
    terms: ['decay', 'decay', 'constant'],
    points: 200,
    from: 0,
    to: 20,
    truth: [6, 1.5, 3, 0.2, 0.5],
    start: [5, 1, 2, 0.1, 0],
    noise: 0.02,
  },
  {
    name: 'two-gaussians',
    terms: ['gaussian', 'gaussian'],
    points: 250,
    from: 0,
    to: 20,
    truth: [10, 7, 1.5, 6, 11, 2],
    start: [8, 6, 2, 8, 12, 2],
    noise: 0.1,
  },
  {
    name: 'two-pseudo-voigts',
    terms: ['pseudoVoigt', 'pseudoVoigt', 'line'],
    points: 1000,
    from: 0,
    to: 40,
    truth: [10, 16, 4, 0.4, 7, 22, 5, 0.7, 0.03, 1],
    start: [8, 15, 5, 0.5, 8, 23, 5, 0.5, 0, 0],
    noise: 0.05,
  },
  {
    name: 'three-gaussians',
    terms: ['gaussian', 'gaussian', 'gaussian', 'parabola'],
    points: 2000,
    from: 0,
    to: 30,
    truth: [10, 8, 1.5, 6, 14, 2, 8, 21, 1.8, 0.002, 0.03, 1],
    start: [8, 7, 2, 8, 14, 2, 7, 22, 2, 0, 0, 0],
    noise: 0.1,
  },
  {
    name: 'decay-100k',
    terms: ['decay', 'constant'],
    points: 100_000,
    from: 0,
    to: 10,
    truth: [5, 0.4, 1],
    start: [3, 0.2, 0],
    noise: 0.2,
  },
]

/** Normal enough, with a deviation of 1: twice the sum of three even numbers. */
export function normals(count: number, seed: number): Float64Array {
  const u = randoms(3 * count, 'float64', seed)
  return Float64Array.from({ length: count }, (_, i) => 2 * (u[3 * i] + u[3 * i + 1] + u[3 * i + 2]))
}

export const curveTasks = (): CurveTask[] =>
  shapes.map(({ name, terms, points, from, to, logarithmic, truth, start, noise }, k) => {
    const share = (i: number) => i / (points - 1)
    const x = Float64Array.from({ length: points }, (_, i) =>
      logarithmic ? from * (to / from) ** share(i) : from + (to - from) * share(i),
    )
    const task = { name, terms, start, x, y: new Float64Array(points) }
    const { value } = compiled(task)
    const errors = normals(points, k + 1)
    for (let i = 0; i < points; i++) task.y[i] = value(x[i], truth) + noise * errors[i]
    return task
  })
