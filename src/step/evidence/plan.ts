import type { Smw } from '../../optim/rows/smw-options.js'
import type { StepPlan } from '../plan.js'

/** Gauss–Newton rows of so many samples drawn from all, for their spectrum alone: nothing is solved for. */
const spectrum = (samples: number): Smw => ({
  method: 'smwGN',
  rows: 'ggn',
  gradientBatch: 'full',
  curvatureBatch: samples,
  curvatureFrom: 'independent',
  solve: 'auto',
  damping: { kind: 'constant', lambda: 0 },
  learningRate: { kind: 'constant', rate: 1 },
  momentum: 0,
  klClip: 0,
  lossBound: 0,
  rejectBadSteps: false,
})

/** A plan of the same task whose only step is to look at the curvature. */
export type EvidencePlan = StepPlan & { readonly optimizer: Smw }

/** That of a run, where its weight decay follows the evidence. The scratch of its threads is the run's. */
export function evidencePlan(plan: StepPlan): EvidencePlan | undefined {
  const { regularization } = plan
  if (regularization?.kind !== 'evidence') return undefined
  const optimizer = spectrum(regularization.samples)
  return { ...plan, regularization: undefined, optimizer, threads: 0, profile: false }
}
