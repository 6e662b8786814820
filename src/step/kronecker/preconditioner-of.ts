import type { Ekfac } from '../../optim/kronecker/ekfac.js'
import type { Kronecker } from '../../optim/kronecker/kronecker-options.js'
import type { Preconditioner } from '../../optim/layerwise.js'
import type { StepPlan } from '../plan.js'
import type { Workspace } from '../workspace.js'
import { EigenPreconditioner } from './eigen-preconditioner.js'
import { InversePreconditioner } from './inverse-preconditioner.js'

const hasScales = (optimizer: Kronecker): optimizer is Ekfac => 'scaleDecay' in optimizer

/** Eigenvectors with scales of their own, or inverses. */
export const preconditionerOf = (plan: StepPlan, workspace: Workspace, optimizer: Kronecker): Preconditioner =>
  hasScales(optimizer)
    ? new EigenPreconditioner(plan, workspace, optimizer)
    : new InversePreconditioner(plan, workspace, optimizer)
