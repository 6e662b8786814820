/**
 * Burgers' equation u_t + u u_x = ν u_xx on −1 < x < 1, u = −sin πx at the start and 0 at the ends, ν = 0.05, whose front grows steep:
 * a network solves it by its residuals alone, by Levenberg–Marquardt, self-scaled Broyden, L-BFGS and Adam for
 * about as much processor time; the errors are those to the exact solution of Cole and Hopf.
 * node dist/examples/burgers.js   --svg folder
 */
import { fileURLToPath } from 'node:url'
import {
  adam,
  cosine,
  dense,
  type FitOptions,
  lbfgs,
  levenbergMarquardt,
  type Model,
  predict,
  residuals,
  sequential,
  ssBroyden,
} from '../src/index.js'
import { course } from './course.js'
import { type Picture, type Point, show } from './picture.js'

const NU = 0.05

/** Nodes of the trapezoidal rule, which for e^(−s²) has all digits. */
const NODES = Array.from({ length: 241 }, (_, k) => (k - 120) / 20)

/** u = −∫ sin π(x − η) f dη / ∫ f dη, f = exp(−cos π(x − η)/(2πν) − η²/(4νt)) (Cole 1951, Hopf 1950), with η = 2s√(νt). */
export function exact(x: number, t: number): number {
  let [above, below] = [0, 0]
  for (const s of NODES) {
    const y = x - 2 * s * Math.sqrt(NU * t)
    const f = Math.exp(-(1 + Math.cos(Math.PI * y)) / (2 * Math.PI * NU) - s * s)
    above -= Math.sin(Math.PI * y) * f
    below += f
  }
  return above / below
}

const steps = (from: number, to: number, n: number) =>
  Array.from({ length: n }, (_, k) => from + ((k + 0.5) * (to - from)) / n)
const inside = steps(0, 1, 25).flatMap(t => steps(-1, 1, 60).map(x => [x, t]))
const begin = steps(-1, 1, 60).map(x => [x, 0])
const ends = steps(0, 1, 20).flatMap(t => [
  [-1, t],
  [1, t],
])

const problem = residuals((u, [x], m) => ({
  equation: {
    points: inside,
    residual: m.sub(m.add(u.gradient[1], m.mul(u, u.gradient[0])), m.mul(NU, u.second(0))),
  },
  start: { points: begin, residual: m.add(u, m.sin(m.mul(m.pi, x))), weight: 20 },
  ends: { points: ends, residual: u, weight: 20 },
}))

const [ROWS, COLUMNS] = [32, 81]
const times = Array.from({ length: ROWS }, (_, k) => (k + 0.5) / ROWS)
const places = Array.from({ length: COLUMNS }, (_, k) => -1 + (2 * k) / (COLUMNS - 1))
const grid = times.flatMap(t => places.map(x => [x, t]))
const truth = grid.map(([x, t]) => exact(x, t))

/** ‖u − exact‖/‖exact‖ over a grid. */
async function errorOf(model: Model): Promise<number> {
  const { data } = await predict(model, grid)
  return Math.hypot(...truth.map((value, k) => data[k] - value)) / Math.hypot(...truth)
}

/** Steps that take about the same processor time. */
const METHODS = [
  { name: 'LM', options: { optimizer: levenbergMarquardt(), steps: 280 } },
  { name: 'SSBroyden', options: { optimizer: ssBroyden(), steps: 420 } },
  { name: 'L-BFGS', options: { optimizer: lbfgs(), steps: 800 } },
  {
    name: 'Adam',
    options: { optimizer: adam({ learningRate: cosine(0.03), gradientBatch: 'full' }), steps: 1000 },
  },
] as const

/** Errors by the processor's seconds. */
export interface Course {
  readonly name: string
  readonly errors: readonly Point[]
  readonly model: Model
}

export async function courses(share = 1): Promise<Course[]> {
  const net = sequential({ input: 2, seed: 1, dtype: 'float64' }, [dense(16, 'tanh'), dense(16, 'tanh'), dense(1)])
  const found: Course[] = []
  for (const { name, options } of METHODS) {
    const steps = Math.ceil(share * options.steps)
    const said: FitOptions = { ...options, steps, threads: 1 }
    const { result, states, seconds } = await course(net, problem, { ...said, checkpointEvery: Math.ceil(steps / 40) })
    const errors: Point[] = []
    for (const state of states) errors.push([(seconds * state.steps) / result.steps, await errorOf(state.model)])
    found.push({ name, errors, model: result.model })
  }
  return found
}

function headlineOf(found: readonly Course[]): string {
  const lines = found.map(({ name, errors }) => {
    const [seconds, error] = errors[errors.length - 1]
    return `  ${name.padEnd(12)}${error.toExponential(1).padStart(12)}${`${seconds.toFixed(1)} s`.padStart(14)}`
  })
  return [
    "Burgers' equation by its residuals: the network's relative L2 error to the exact",
    'solution after about the same processor time',
    ...lines,
  ].join('\n')
}

export async function pictureOf(found: readonly Course[]): Promise<Picture> {
  const { data } = await predict(found[0].model, grid)
  const rows = times.map((_, r) => places.map((_, c) => data[r * COLUMNS + c]))
  const off = rows.map((row, r) => row.map((value, c) => value - truth[r * COLUMNS + c]))
  const most = Math.max(...off.flat().map(Math.abs))
  const axes = { x: { label: 'x', domain: [-1, 1] }, y: { label: 't', domain: [0, 1] } } as const
  return {
    name: 'burgers',
    title: 'A front that grows steep: Burgers’ equation by a network',
    about:
      'u_t + u u_x = 0.05 u_xx from −sin πx. The network, 2-16-16-1, sees the equation at 1,500 points, the start and the ends, and no solution. Blue is above 0, orange below.',
    headline: headlineOf(found),
    panels: [
      { title: 'u, by Levenberg–Marquardt', ...axes, marks: [{ kind: 'field', colour: 0, rows }] },
      {
        title: `Its error, at most ${most.toExponential(0)}`,
        ...axes,
        marks: [{ kind: 'field', colour: 0, rows: off.map(row => row.map(value => value / most)) }],
      },
      {
        title: 'Error by processor time',
        x: { label: 'seconds' },
        y: { label: 'relative L2 error', log: true },
        marks: found.map(({ name, errors }, k) => ({ kind: 'line', colour: COLOURS[k], name, points: errors })),
      },
    ],
  }
}

const COLOURS = [0, 2, 3, 1] as const

if (process.argv[1] === fileURLToPath(import.meta.url)) await show(await pictureOf(await courses()))
