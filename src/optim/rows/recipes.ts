import { rowsPerSample } from '../../curvature/rows.js'
import { followLoss } from '../../damping/follow-loss.js'
import { gainRatio } from '../../damping/gain-ratio.js'
import { nielsen } from '../../damping/nielsen.js'
import { residualVariance } from '../../damping/residual-variance.js'
import { constant, cosine, linear } from '../schedule.js'
import { countedSteps, isRegression, type Task } from '../task.js'
import { curvatureSamples } from './curvature-samples.js'
import type { SaidSmw, Smw } from './smw-options.js'

/** Up to here the batch is the whole set, unless λ follows residuals. */
const SMALL_SET = 500

/** Up to here a batch of 32 is too much of the set to be a sample of it. */
const FEW_SAMPLES = 128

/** From here on a batch of classification may have 500 samples. */
const LARGE_SET = 40_000

/** Gauss–Newton rows of a step in classification: 60 samples of ten classes, 540 of two. */
const CLASSIFICATION_ROWS = 540

/** Rows of a noise-free step, and those that a step of regression may have for the sake of enough samples. */
const NOISE_FREE_ROWS = 500
const MOST_ROWS = 1000

/** Samples of a mini-batch of regression: an eighth of the set, within these. */
const SAMPLES = [32, 250] as const

/** In fewer steps than this λ does not come down from where it starts: the whole set and a trial are better there. */
const LEAST_STEPS = 60

/** Steps of a run from which on the precision of λ by residuals is whole: 60 suit 80 steps, 150 suit 200, 750 all from 1000. */
const LONG_RUN = 1000

/** Prior precision of a parameter, for as many samples as this; more of them say so much that each step may say less, up to threefold. */
const PRECISION = 750
const MANY_SAMPLES = 150_000

const manyTimes = ({ samples }: Task): number => Math.min(Math.max(samples / MANY_SAMPLES, 1), 3)

export type Recipe = Omit<Smw, 'method' | 'rows' | 'curvatureFrom' | 'solve'>

/** An eighth of the set, within bounds. */
const eighth = ({ samples }: Task): number => Math.min(Math.max(Math.round(samples / 8), SAMPLES[0]), SAMPLES[1])

/**
 * Samples with all their rows below which a batch's curvature is a matter of luck. Curves of m outputs, squared errors:
 * 79 samples ended below Adam (m = 12), 31 at twice its error (m = 30); 26 classes do well with 21. Of a small set an eighth is.
 */
export function enoughSamples(task: Task, q: number): number {
  if (!isRegression(task)) return 20
  const share = eighth(task)
  return share * q <= SAMPLES[1] ? Math.min(share, 40) : 40
}

/** Samples with `few` rows, or enough of them if a step can have theirs. */
const samplesOf = (few: number, task: Task, q: number): number =>
  Math.max(Math.floor(few / q), Math.min(enoughSamples(task, q), Math.floor(MOST_ROWS / q)))

/** Samples of a batch whose λ follows residuals. Three outputs: 83 in 440 steps ended at half the error of 166 in 150 and the same time. */
const residualBatch = (task: Task, q: number): number => Math.min(eighth(task), samplesOf(SAMPLES[1], task, q))

/** What momentum rises to where targets are exact: then what earlier batches said stays true. */
const EXACT_MOMENTUM = 0.98

/** Regression: mini-batches, λ follows the residual from noisy targets to exact ones, no trial. */
function followResidual(task: Task, q: number): Recipe {
  const batch = residualBatch(task, q)
  return {
    gradientBatch: batch,
    curvatureBatch: batch,
    damping: residualVariance({ steps: LONG_RUN, precision: PRECISION * manyTimes(task) }),
    learningRate: cosine(1),
    momentum: 0.9,
    ...(task.noise === 'none' && { momentumEnd: EXACT_MOMENTUM }),
    klClip: 0,
    lossBound: 0,
    rejectBadSteps: false,
  }
}

/** Noise-free regression where λ cannot follow residuals: mini-batches, λ may fall to its floor, bad steps are refused. */
function noiseFree(task: Task, q: number): Recipe {
  const batch = Math.min(SAMPLES[1], samplesOf(NOISE_FREE_ROWS, task, q))
  return {
    gradientBatch: batch,
    curvatureBatch: batch,
    damping: gainRatio({ tau: task.dtype === 'float64' ? 1e-7 : 1e-6 }),
    learningRate: cosine(1),
    momentum: 0.9,
    klClip: 0,
    lossBound: 0,
    rejectBadSteps: true,
  }
}

/** Full gradient and loss, curvature from the rows its cost allows, Nielsen's rule. */
function semiStochastic(task: Task, q: number): Recipe {
  const rows = isRegression(task) ? Number.POSITIVE_INFINITY : CLASSIFICATION_ROWS
  return {
    gradientBatch: 'full',
    curvatureBatch: Math.min(curvatureSamples(task, q), Math.ceil(rows / q)),
    damping: nielsen(),
    learningRate: constant(1),
    momentum: 0,
    klClip: 0,
    lossBound: 0,
    rejectBadSteps: true,
  }
}

/**
 * One row a sample, on mini-batches: constant λ, step length down to 0, a clip that only acts when λ is too small. In
 * classification no step may promise more than the loss of its batch.
 */
function miniBatchNG(task: Task): Recipe {
  const batch = task.samples >= LARGE_SET ? 500 : 250
  return {
    gradientBatch: batch,
    curvatureBatch: batch,
    damping: { kind: 'constant', lambda: 1 },
    learningRate: linear(1),
    momentum: 0.9,
    klClip: 0.05,
    lossBound: isRegression(task) ? 0 : 1,
    rejectBadSteps: false,
  }
}

/**
 * Two classes, by either method: one row a sample, which is a poor batch at any size, so many cheap ones with much damping.
 * N is where the curvature costs half of the gradient, N Σ (d_l + d_{l−1}) + ⅔ N² = 3 P flops a sample. λ has the unit of a row's
 * squared norm, which grows with the inputs: λ N = 4 (d_0 + 1), at most 512. Where the classes can be told apart λ follows the loss.
 */
function twoClasses({ samples, parameters, inputs, widths }: Task): Recipe {
  const affordable = Math.round(0.75 * (Math.sqrt(widths ** 2 + 8 * parameters) - widths))
  const batch = Math.min(Math.max(affordable, 64), samples >= LARGE_SET ? 500 : 250)
  return {
    gradientBatch: batch,
    curvatureBatch: batch,
    damping: followLoss({ lambda: Math.min(4 * (inputs + 1), 512) / batch }),
    learningRate: linear(1),
    momentum: 0.9,
    klClip: 0.05,
    lossBound: 1,
    rejectBadSteps: false,
  }
}

/** Classification, q = m − 1 rows a sample: what a batch tells of the curvature is its rows, not its samples. */
function classificationGN(q: number): Recipe {
  const batch = Math.ceil(CLASSIFICATION_ROWS / q)
  return {
    gradientBatch: batch,
    curvatureBatch: batch,
    damping: { kind: 'constant', lambda: 0.1 },
    learningRate: linear(1),
    momentum: 0.9,
    klClip: 0.02,
    lossBound: 1,
    rejectBadSteps: false,
  }
}

/** Regression with noise whose full gradient takes too long. λ belongs to 500 samples: with 1 the error was 17 times that. */
function miniBatchGN(task: Task): Recipe {
  return { ...miniBatchNG(task), gradientBatch: 500, curvatureBatch: 500, damping: { kind: 'constant', lambda: 0.03 } }
}

/** Mini-batches: noise-free, of classes, or one row a sample. */
function inBatches({ method, rows }: SaidSmw, task: Task): Recipe {
  const q = rowsPerSample(rows, task.heads)
  if (isRegression(task))
    return task.noise === 'none' || task.samples <= SMALL_SET ? noiseFree(task, q) : miniBatchNG(task)
  if (rowsPerSample('ggn', task.heads) === 1) return twoClasses(task)
  return method === 'smwGN' ? classificationGN(q) : miniBatchNG(task)
}

/** Whether λ follows the residuals: where that was said, or where nothing speaks for the whole set or for trials. */
function followsResidual(said: SaidSmw, task: Task, q: number): boolean {
  const { method, damping, gradientBatch } = said
  if (method !== 'smwGN' || !task.heads.every(({ loss }) => loss.residuals)) return false
  if (damping) return damping.kind === 'residualVariance'
  const batch = gradientBatch ?? residualBatch(task, q)
  if (batch === 'full' || batch >= task.samples || task.samples <= FEW_SAMPLES) return false
  return !task.raw && countedSteps(task, batch) >= LEAST_STEPS
}

/** Recipes for rows without residuals, or with a rule that someone chose. */
function steered(said: SaidSmw, task: Task, full: Recipe): Recipe[] {
  const { gradientBatch, method } = said
  const noisy = isRegression(task) && task.noise === 'some'
  const miniBatch = typeof gradientBatch === 'number' && gradientBatch < task.samples
  if (miniBatch || !(noisy || task.samples <= SMALL_SET)) return [inBatches(said, task)]
  return [full, noisy && method === 'smwGN' ? miniBatchGN(task) : inBatches(said, task)]
}

/** What fits the task and the rows of a method, the best first; others are for who has no time for a step of it. */
export function recipesFor(said: SaidSmw, task: Task): Recipe[] {
  const q = rowsPerSample(said.rows, task.heads)
  const full = semiStochastic(task, q)
  const recipes = said.gradientBatch === 'full' ? [full] : steered(said, task, full)
  return followsResidual(said, task, q) ? [followResidual(task, q), ...recipes] : recipes
}
