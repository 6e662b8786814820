import { rowsPerSample } from '../curvature/rows.js'
import type { Loss } from '../model/losses/loss.js'
import type { DType } from '../runtime/dtype.js'
import { curvatureSamples } from './curvature-samples.js'
import { followLoss, gainRatio, nielsen } from './damping-parts.js'
import type { Adam, Optimizer, ResolvedOptimizer, SecondOrder, Sgd } from './optimizer.js'
import { constant, cosine, linear } from './schedule.js'

/** What the defaults follow from. */
export interface Task {
  readonly samples: number
  readonly parameters: number
  /** Σ (d_l + d_{l−1}) over the layers with parameters. */
  readonly widths: number
  readonly dtype: DType
  readonly heads: readonly { readonly loss: Loss; readonly m: number }[]
  /** `none`: the targets are exact, as those of a surrogate. */
  readonly noise: 'some' | 'none'
}

/** Up to here the batch is the whole set. */
const SMALL_SET = 500

/** From here on a batch of classification may have 500 samples. */
const LARGE_SET = 40_000

/** Gauss–Newton rows of a step in classification: 60 samples of ten classes, 540 of two. */
const CLASSIFICATION_ROWS = 540

type Recipe = Omit<SecondOrder, 'method' | 'rows' | 'curvatureFrom' | 'solve'>

/** Noise-free regression: mini-batches, λ may fall to its floor, bad steps are refused. */
function noiseFree(task: Task): Recipe {
  return {
    gradientBatch: 250,
    curvatureBatch: 250,
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
  return {
    gradientBatch: 'full',
    curvatureBatch: curvatureSamples(task, q),
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
function miniBatchNG(task: Task, regression: boolean): Recipe {
  const batch = task.samples >= LARGE_SET ? 500 : 250
  return {
    gradientBatch: batch,
    curvatureBatch: batch,
    damping: { kind: 'constant', lambda: 1 },
    learningRate: linear(1),
    momentum: 0.9,
    klClip: 0.05,
    lossBound: regression ? 0 : 1,
    rejectBadSteps: false,
  }
}

/**
 * Two classes, by either method: one row a sample, which is a poor batch at any size, so many cheap ones with much damping.
 * N is where the curvature costs half of the gradient, N Σ (d_l + d_{l−1}) + ⅔ N² = 3 P flops a sample, and λ N is the same for
 * all; where the classes can be told apart λ follows the loss.
 */
function twoClasses({ samples, parameters, widths }: Task): Recipe {
  const affordable = Math.round(0.75 * (Math.sqrt(widths ** 2 + 8 * parameters) - widths))
  const batch = Math.min(Math.max(affordable, 64), samples >= LARGE_SET ? 500 : 250)
  return {
    gradientBatch: batch,
    curvatureBatch: batch,
    damping: followLoss({ lambda: 512 / batch }),
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

function recipeFor(optimizer: Optimizer & { method: 'smwGN' | 'smwNG' }, task: Task, q: number): Recipe {
  const { gradientBatch } = optimizer
  const miniBatch = typeof gradientBatch === 'number' && gradientBatch < task.samples
  const small = task.samples <= SMALL_SET
  const regression = task.heads.every(({ loss }) => loss.name === 'meanSquaredError')
  if (!miniBatch && (small || gradientBatch === 'full')) return semiStochastic(task, q)
  if (regression && (task.noise === 'none' || small)) return noiseFree(task)
  if (regression && !miniBatch) return semiStochastic(task, q)
  if (!regression && rowsPerSample('ggn', task.heads) === 1) return twoClasses(task)
  return optimizer.method === 'smwGN' && !regression ? classificationGN(q) : miniBatchNG(task, regression)
}

function settleSecondOrder(optimizer: Optimizer & { method: 'smwGN' | 'smwNG' }, task: Task): SecondOrder {
  const q = rowsPerSample(optimizer.rows, task.heads)
  const recipe = recipeFor(optimizer, task, q)
  const gradientBatch = capped(optimizer.gradientBatch ?? recipe.gradientBatch, task.samples)
  const within = gradientBatch === 'full' ? task.samples : gradientBatch
  const independent = optimizer.curvatureFrom === 'independent'
  const curvatureBatch = Math.min(
    optimizer.curvatureBatch ?? recipe.curvatureBatch,
    independent ? task.samples : within,
  )
  return { curvatureFrom: 'gradientBatch', solve: 'auto', ...recipe, ...optimizer, gradientBatch, curvatureBatch }
}

/** A batch larger than the data becomes the data. */
const capped = (batch: number | 'full', samples: number) => (batch === 'full' || batch >= samples ? 'full' : batch)

/**
 * Settles every option that the user left open, by kind of task: noise-free regression, regression with noise,
 * classification; up to 500 samples the whole set is the batch.
 */
export function settle(optimizer: Optimizer, task: Task): ResolvedOptimizer {
  if ('rows' in optimizer) return settleSecondOrder(optimizer, task)
  const gradientBatch = capped(optimizer.gradientBatch ?? 128, task.samples)
  if (optimizer.method === 'sgd') {
    const sgd: Sgd = { learningRate: cosine(0.01), momentum: 0.9, ...optimizer, gradientBatch }
    return sgd
  }
  const adam: Adam = {
    learningRate: cosine(0.001),
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    ...optimizer,
    gradientBatch,
  }
  return adam
}
