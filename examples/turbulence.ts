/**
 * Which layers of air blur a telescope's stars? Strength and wind of six layers from covariances of wavefront slopes between
 * subapertures, pairs of guide stars and moments: a model of 24 unknowns on 20,000 rows, by Levenberg–Marquardt on random rows
 * (Hong et al. 2021, Euro-Par 2021, whose text was not at hand), on all of them, and by Adam.
 * node dist/examples/turbulence.js   --svg folder
 */
import { fileURLToPath } from 'node:url'
import { adam, cosine, dense, type FitOptions, levenbergMarquardt, sequential, stochasticLM } from '../src/index.js'
import { course } from './course.js'
import { type Panel, type Picture, type Point, show } from './picture.js'
import {
  type Layer,
  layersOf,
  type Night,
  observed,
  PROFILE,
  problemOf,
  strengthError,
  windError,
} from './turbulence-model.js'

/** What each method does, and how often its state is kept. */
const METHODS = [
  {
    name: 'stochastic LM',
    options: { optimizer: stochasticLM({ gradientBatch: 400, learningRate: cosine(1) }), steps: 200 },
    batch: 400,
    every: 4,
  },
  { name: 'LM, all rows', options: { optimizer: levenbergMarquardt(), steps: 40 }, batch: undefined, every: 1 },
  {
    name: 'Adam',
    options: { optimizer: adam({ gradientBatch: 400, learningRate: cosine(0.3) }), steps: 1500 },
    batch: 400,
    every: 30,
  },
] as const

/** A method's course: errors by the pairs that its steps were of. */
export interface Course {
  readonly name: string
  /** Of the processor. */
  readonly seconds: number
  readonly layers: readonly Layer[]
  readonly errors: readonly { readonly pairs: number; readonly strengths: number; readonly winds: number }[]
}

export async function courses(night: Night, heights: readonly number[], share = 1): Promise<Course[]> {
  const problem = problemOf(night, heights)
  const net = sequential({ input: 5, seed: 1, dtype: 'float64' }, [dense(1)])
  const found: Course[] = []
  for (const { name, options, batch, every } of METHODS) {
    const said: FitOptions = { ...options, steps: Math.ceil(share * options.steps), threads: 1 }
    const { result, states, seconds } = await course(net, problem, { ...said, checkpointEvery: every })
    const errors = states.map(state => {
      const layers = layersOf(state, heights)
      const pairs = state.steps * (batch ?? night.pairs.length)
      return { pairs, strengths: strengthError(layers), winds: windError(layers) }
    })
    found.push({ name, seconds, layers: layersOf(result, heights), errors })
  }
  return found
}

const CLOSE = 0.02

function headlineOf(found: readonly Course[]): string {
  const lines = found.map(({ name, seconds, errors }) => {
    const { pairs, strengths, winds } = errors[errors.length - 1]
    const close = errors.find((_, k) => errors.slice(k).every(later => later.strengths < CLOSE))?.pairs
    return [
      name.padEnd(16),
      `${(100 * strengths).toFixed(1)} %`.padStart(12),
      `${winds.toFixed(2)} m/s`.padStart(12),
      (close?.toLocaleString('en-US') ?? 'never').padStart(14),
      pairs.toLocaleString('en-US').padStart(11),
      `${seconds.toFixed(1)} s`.padStart(8),
    ].join('')
  })
  return [
    'Strength and wind of six layers of air from 20,000 covariances: random rows',
    'find the profile that all rows find, and sooner. Errors, and pairs it took:',
    '                   strengths       winds  pairs to 2 %     in all    time',
    ...lines,
  ].join('\n')
}

export function pictureOf(found: readonly Course[], truth: readonly Layer[]): Picture {
  const colours = [0, 2, 1] as const
  const error: Panel = {
    title: 'Error of the strengths',
    x: { label: 'pairs', log: true },
    y: { label: '‖found − true‖ / ‖true‖', log: true },
    marks: found.map(({ name, errors }, k) => ({
      kind: 'line',
      colour: colours[k],
      name,
      points: errors.map(({ pairs, strengths }): Point => [pairs, strengths]),
    })),
  }
  const profile = (layers: readonly Layer[]) => layers.map(({ height, strength }): Point => [strength, 10 * height])
  const blown = (layers: readonly Layer[]) => layers.map(({ wind }): Point => [10 * wind[0], 10 * wind[1]])
  const known = { kind: 'points', colour: 3, name: 'true', size: 13 } as const
  return {
    name: 'turbulence',
    title: 'The air above a telescope, from covariances of its sensors',
    about:
      'Strength and wind of six layers by stochastic Levenberg–Marquardt on 400 random pairs a step, by Levenberg–Marquardt on all 10,000, and by Adam. Left: the profile it was made from, and what stochastic LM finds.',
    headline: headlineOf(found),
    panels: [
      {
        title: 'Strength by height',
        x: { label: 'strength, m^(−5/3)', domain: [0, 10] },
        y: { label: 'height, km', domain: [-0.6, 13] },
        marks: [
          ...truth.map(({ height, strength }) => ({ kind: 'line' as const, colour: 3 as const, points: [[0, 10 * height], [strength, 10 * height]] as const })), // biome-ignore format: a line
          { ...known, points: profile(truth) },
          { kind: 'points', colour: 0, name: 'found', points: profile(found[0].layers) },
        ],
      },
      {
        title: 'Wind of each layer',
        x: { label: 'm/s along x' },
        y: { label: 'm/s along y' },
        marks: [
          { ...known, points: blown(truth) },
          { kind: 'points', colour: 0, name: 'found', points: blown(found[0].layers) },
        ],
      },
      error,
    ],
  }
}

async function main(): Promise<void> {
  const heights = PROFILE.map(({ height }) => height)
  const found = await courses(observed(PROFILE, 10_000, 0.1, 3), heights)
  await show(pictureOf(found, PROFILE))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
