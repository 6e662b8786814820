import { rowsPerSample } from '../../curvature/rows.js'
import { followLoss } from '../../damping/follow-loss.js'
import { gainRatio } from '../../damping/gain-ratio.js'
import { nielsen } from '../../damping/nielsen.js'
import { constant, cosine, linear } from '../schedule.js'
import { isRegression, type Task } from '../task.js'
import { curvatureSamples } from './curvature-samples.js'
import type { SaidSmw, Smw } from './smw-options.js'

/** Up to here the batch is the whole set. */
const SMALL_SET = 500

/** From here on a batch of classification may have 500 samples. */
const LARGE_SET = 40_000

/** Gauss–Newton rows of a step in classification: 60 samples of ten classes, 540 of two. */
const CLASSIFICATION_ROWS = 540

/** Rows of a noise-free step, and those that it may have for the sake of enough samples. */
const NOISE_FREE_ROWS = [500, 1000] as const

export type Recipe = Omit<Smw, 'method' | 'rows' | 'curvatureFrom' | 'solve'>

/**
 * Samples with all their rows below which a batch's curvature is a matter of luck. Curves of m outputs, squared errors:
 * 79 samples ended below Adam (m = 12), 31 at twice its error (m = 30); 26 classes do well with 21.
 */
export const enoughSamples = (task: Task): number => (isRegression(task) ? 40 : 20)

/** Noise-free regression: mini-batches, λ may fall to its floor, bad steps are refused. */
function noiseFree(task: Task, q: number): Recipe {
  const [few, many] = NOISE_FREE_ROWS
  const batch = Math.min(250, Math.max(Math.floor(few / q), Math.min(enoughSamples(task), Math.floor(many / q))))
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

/** What fits the task and the rows of a method, the best first; a second one is for who has no time for a step of it. */
export function recipesFor(said: SaidSmw, task: Task): Recipe[] {
  const { gradientBatch, method } = said
  const full = semiStochastic(task, rowsPerSample(said.rows, task.heads))
  if (gradientBatch === 'full') return [full]
  const noisy = isRegression(task) && task.noise === 'some'
  const miniBatch = typeof gradientBatch === 'number' && gradientBatch < task.samples
  if (miniBatch || !(noisy || task.samples <= SMALL_SET)) return [inBatches(said, task)]
  return [full, noisy && method === 'smwGN' ? miniBatchGN(task) : inBatches(said, task)]
}
