import type { Task } from './task.js'

/** Samples of a step where nobody says how many. */
const BATCH = 128

/** A batch larger than the data becomes the data. */
export const batchOf = (asked: number | 'full' | undefined, { samples }: Pick<Task, 'samples'>): number | 'full' =>
  asked === 'full' || (asked ?? BATCH) >= samples ? 'full' : (asked ?? BATCH)

/** Samples of a settled batch. */
export const batchSamples = (batch: number | 'full', { samples }: Pick<Task, 'samples'>): number =>
  batch === 'full' ? samples : batch

/** Samples of a step, and how many of them tell the curvature. */
export function settledBatches(
  said: { readonly gradientBatch?: number | 'full'; readonly curvatureBatch?: number },
  byDefault: { readonly gradientBatch: number | 'full'; readonly curvatureBatch: number },
  task: Pick<Task, 'samples'>,
) {
  const gradientBatch = batchOf(said.gradientBatch ?? byDefault.gradientBatch, task)
  const most = batchSamples(gradientBatch, task)
  return { gradientBatch, curvatureBatch: Math.min(said.curvatureBatch ?? byDefault.curvatureBatch, most) }
}
