import { rowsPerSample } from '../../curvature/rows.js'
import type { Task } from '../task.js'
import { usefulSamples } from './curvature-samples.js'
import type { Smw } from './smw-options.js'
import { stepFlops } from './step-flops.js'

/** Float32 flops a second that one busy core of a small machine reaches; float64 has half of them. */
export const SPEED = 8e9

/** Share of a budget of seconds that one step may take. */
const SHARE = 1 / 20

/** Flops that are over before a clock tells. */
const NOTHING = 1e7

/** Rows whose Gram and factor take 0.3 GB: with the rest of a run that stays far below the 2 GiB that nobody asked for. */
export const MOST_ROWS = 4096

/**
 * Flops that a step may cost where its batches were left open: those of its share of the time budget, of an Adam step
 * of 128 samples, or of two gradients of the batch that was asked for, whichever are most.
 */
export function allowance({ seconds, dtype, parameters, samples }: Task, asked: number | 'full' | undefined): number {
  if (seconds === undefined) return Number.POSITIVE_INFINITY
  const inTime = SHARE * seconds * (dtype === 'float64' ? SPEED / 2 : SPEED)
  const gradient = asked === undefined ? 0 : 2 * (asked === 'full' ? samples : Math.min(asked, samples))
  return Math.max(NOTHING, inTime, 6 * parameters * Math.max(128, gradient))
}

/** The method with batches of at most `most` samples; a full gradient and one that was `asked` for stay. */
export function cut(settled: Smw, most: number, asked: number | 'full' | undefined): Smw {
  const { gradientBatch, curvatureBatch } = settled
  return {
    ...settled,
    gradientBatch: asked === undefined && gradientBatch !== 'full' ? Math.min(gradientBatch, most) : gradientBatch,
    curvatureBatch: Math.min(curvatureBatch, most),
  }
}

/**
 * The method with the largest batches that a step can afford, at most its own; nothing where those are fewer samples
 * than `enough`, unless the data have no more or the parameters can use no more. `asked`: the gradient's batch where the user said it.
 */
export function affordable(
  settled: Smw,
  task: Task,
  asked: number | 'full' | undefined,
  enough: number,
): Smw | undefined {
  const q = rowsPerSample(settled.rows, task.heads)
  const allowed = allowance(task, asked)
  const fits = (most: number) => {
    const optimizer = cut(settled, most, asked)
    const flops = stepFlops({ ...task, optimizer, rowsPerSample: q })
    return optimizer.curvatureBatch * q <= MOST_ROWS && flops <= allowed
  }
  const useful = usefulSamples(task.parameters, q)
  let low = Math.min(enough, useful, task.samples, typeof asked === 'number' ? asked : enough)
  if (settled.curvatureBatch < low || !fits(low)) return undefined
  let high = Math.max(settled.curvatureBatch, settled.gradientBatch === 'full' ? 1 : settled.gradientBatch)
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle - 1
  }
  return cut(settled, low, asked)
}
