import { rowsPerSample } from '../../curvature/rows.js'
import { nielsen } from '../../damping/nielsen.js'
import type { Damping } from '../../damping/table.js'
import { WoodburyError } from '../../errors.js'
import { settledBatches } from '../batch.js'
import { damping, gradientBatch, learningRate, whole, word, yesOrNo } from '../common-options.js'
import type { Said, Settled } from '../method.js'
import { preset } from '../preset.js'
import { constant, type Schedule } from '../schedule.js'
import { dampingLine } from '../setting-lines.js'
import type { Task } from '../task.js'
import { accelerate, addMomentum, bold, LONGEST } from './marquardt.js'
import {
  inParameterSpace,
  type OnParameters,
  type ParameterMethod,
  parameterKept,
  parameterState,
} from './parameter-space.js'

/** The options of both methods that the file settles. */
export interface Marquardt extends OnParameters {
  readonly scaling: 'maximum' | 'none'
  readonly uphill: 0 | 1 | 2
  readonly acceleration: boolean
  readonly adaptiveMomentum: boolean
}

export interface LevenbergMarquardt extends Marquardt {
  readonly method: 'levenbergMarquardt'
}

export interface LevenbergMarquardtOptions {
  /** Samples of gradient and trial (default `full`). */
  gradientBatch?: number | 'full'
  /** Samples of JᵀJ: random ones of the gradient's, drawn anew for every point (default 2P rows, more where they cost next to nothing). */
  curvatureBatch?: number
  /** α (default 1). */
  learningRate?: number | Schedule
  /** A rule, or a number for a constant λ (default nielsen()). */
  damping?: Damping | number
  /** D of λD: the largest diagonal of JᵀJ so far (default), or 1. */
  scaling?: 'maximum' | 'none'
  /** b of the bold acceptance (1 − cos(v, v₋))^b f₊ ≤ lowest f: 1, 2, or 0 for steps down alone (default). Of the whole set only. */
  uphill?: 0 | 1 | 2
  /** Geodesic acceleration: second order along the step, for two more passes over the curvature's samples (default false). */
  acceleration?: boolean
  /** Steps that keep to the direction of the last (default false). */
  adaptiveMomentum?: boolean
}

export const marquardtOptions = {
  gradientBatch,
  curvatureBatch: whole('samples of the curvature of a step'),
  learningRate,
  damping,
  scaling: word('what lambda is multiplied by: the largest diagonal so far, or 1', ['maximum', 'none'] as const),
  uphill: {
    text: 'b of the bold acceptance of steps up: 0, 1 or 2',
    check(where: string, _option: string, value: unknown): 0 | 1 | 2 {
      if (value === 0 || value === 1 || value === 2) return value
      throw new WoodburyError('BAD_OPTION', `${where}: uphill is ${String(value)}. Pass 0, 1 or 2.`, {
        option: 'uphill',
      })
    },
  },
  acceleration: yesOrNo('whether steps are bent along the second derivative'),
  adaptiveMomentum: yesOrNo('whether steps keep to the direction of the last'),
}

/**
 * Flops of J̃ᵀJ̃ that nobody waits for. Exact targets want all rows: 1,000 samples of two outputs, P = 102, end 200 steps at a
 * loss of 4e-8 with all of them, at 5e-7 with 8P and at 1.7e-5 with 2P. On noisy tables 2P, 5P and all end alike in equal time.
 */
const CHEAP = 5e7

/** What both make of what was said, but for their names. */
export function settleMarquardt<M extends string>(
  said: Omit<LevenbergMarquardtOptions, 'damping' | 'learningRate'> & {
    method: M
    damping?: Damping
    learningRate?: Schedule
  },
  task: Task,
): Marquardt & { readonly method: M } {
  const q = rowsPerSample('ggn', task.heads)
  const rows = Math.max(2 * task.parameters, CHEAP / task.parameters ** 2)
  const batches = settledBatches(said, { gradientBatch: 'full', curvatureBatch: Math.ceil(rows / q) }, task)
  const settled = {
    learningRate: constant(1),
    damping: nielsen(),
    scaling: 'maximum' as const,
    uphill: 0 as const,
    acceleration: false,
    adaptiveMomentum: false,
    ...said,
    ...batches,
    rejectBadSteps: true as const,
  }
  const { method, uphill, acceleration, adaptiveMomentum } = settled
  const refuse = (sentence: string, option: string): never => {
    throw new WoodburyError('BAD_OPTION', `${method}: ${sentence}`, { option })
  }
  if (uphill > 0 && batches.gradientBatch !== 'full')
    refuse(
      `uphill ${uphill} compares with the lowest loss of the whole set. Leave gradientBatch out, or uphill.`,
      'uphill',
    )
  const endless = task.heads.find(({ loss }) => loss.leastLoss)
  if (uphill > 0 && endless)
    refuse(`uphill takes shares of a loss, and ${endless.loss.name} can be below 0. Leave it out.`, 'uphill')
  if (acceleration && adaptiveMomentum)
    refuse(
      'acceleration and adaptiveMomentum each make another step of the solution. Pass one of them.',
      'acceleration',
    )
  return settled
}

/** Everything of the method but its name. */
export const marquardt = {
  ...inParameterSpace,
  options: marquardtOptions,
  state: (_settled: Settled, sizes: Parameters<typeof parameterState>[1]) =>
    parameterState(['scale', 'previous'], sizes),
  kept: (settled: Marquardt, asked: Parameters<typeof parameterKept>[1]) =>
    parameterKept(settled, asked, settled.acceleration),
  counters: ['hasPrevious', 'best', 'radius'],
  memory: { best: Number.POSITIVE_INFINITY, radius: LONGEST },
  settings: (settled: Marquardt, short: (value: number) => string) => {
    const { curvatureBatch, uphill, acceleration, adaptiveMomentum, scaling } = settled
    return [
      dampingLine(settled, short),
      ['curvature', `${curvatureBatch} samples`],
      ['scaling', scaling],
      [
        'steps',
        [acceleration && 'accelerated', adaptiveMomentum && 'with momentum', uphill > 0 && `uphill ${uphill}`]
          .filter(Boolean)
          .join(', ') || 'plain',
      ],
    ] as [string, string][]
  },

  shape({ acceleration, adaptiveMomentum }: Marquardt, at: Parameters<typeof accelerate>[0]) {
    if (adaptiveMomentum) addMomentum(at)
    return !acceleration || accelerate(at)
  },

  judge: ({ uphill }: Marquardt, tried: Parameters<typeof bold>[1], at: Parameters<typeof bold>[2]) => {
    at.memory.best = Math.min(at.memory.best, tried.before)
    return bold(uphill, tried, at)
  },

  ended(_settled: Settled, accepted: boolean, { memory }: Parameters<typeof bold>[2]) {
    memory.radius = accepted ? Math.min(2 * memory.radius, LONGEST) : memory.radius / 2
  },
} as const

export const levenbergMarquardtMethod: ParameterMethod<LevenbergMarquardt> = {
  ...marquardt,
  name: 'levenbergMarquardt',
  title: 'Levenberg-Marquardt in parameter space',
  said: levenbergMarquardt,
  settle: settleMarquardt,
}

/**
 * Levenberg–Marquardt on P × P: full gradient and loss, curvature of random rows, and Marquardt's diagonal as the metric of the
 * damping; any loss by the square root of its curvature. Departure: rows are drawn where there are more than 2P, and a step of
 * the momentum is never longer than the plain one. The text of Pooladzandi & Zhou was not at hand.
 * @family parameter space
 * @formula (J̃ᵀJ̃/N + λ D) v = −g, D_j the largest (J̃ᵀJ̃/N)_jj of the run; accelerated θ + v + a/2, a = −(…)⁻¹ Jᵀ H z_vv/N
 * @source Marquardt 1963, Moré 1977; Transtrum & Sethna 2012, arXiv 1201.5885; Pooladzandi & Zhou 2022, arXiv 2212.08769
 * @cost a gradient of all samples, 2P rows × P² and P³/3
 * @memory P² in the run's dtype and P² in float64
 * @needs P up to a few thousand
 * @use small networks on whole tables, where every digit of the training loss counts
 * @throws WoodburyError BAD_OPTION
 */
export function levenbergMarquardt(options: LevenbergMarquardtOptions = {}): Said<LevenbergMarquardt> {
  return preset(levenbergMarquardtMethod, options)
}
