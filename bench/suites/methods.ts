import { gainRatio, type Optimizer, smwNG } from '../../src/index.js'

/** A step with nothing but the method: a gain ratio on the whole batch every time. */
export const plainStep = (batch: number) => ({
  gradientBatch: batch,
  momentum: 0,
  klClip: 0,
  lossBound: 0,
  damping: gainRatio(),
  learningRate: 1,
  rejectBadSteps: true,
})

/** One row a sample, of the gradient's own batch: the push-through form. */
export const pushThrough = (batch: number): Optimizer =>
  smwNG({ ...plainStep(batch), fisher: 'empirical', curvatureBatch: batch })
