import { dampingRule } from '../../damping/table.js'
import { describe, type Method, type Said } from '../method.js'
import { cosine } from '../schedule.js'
import { isRegression } from '../task.js'
import {
  batchesOf,
  factorBatch,
  factorRoom,
  factorState,
  type Kronecker,
  type KroneckerOptions,
  kroneckerDefaults,
  kroneckerFlops,
  kroneckerOptions,
} from './kronecker-options.js'

export interface Foof extends Kronecker {
  readonly method: 'foof'
}

export const foofMethod: Method<Foof> = {
  name: 'foof',
  title: 'FOOF, gradient descent on neurons',
  steps: 'kronecker',
  rate: 0.3,
  options: kroneckerOptions,
  said: foof,
  settle: (said, task) => ({
    ...kroneckerDefaults,
    learningRate: cosine(0.3),
    damping: { kind: 'constant', lambda: 0.1 },
    // Squared errors of several outputs diverge at this rate without one.
    klClip: isRegression(task) ? 1e-3 : 0,
    ...said,
    ...batchesOf({ gradientBatch: 500, ...said }, task),
  }),
  flops: kroneckerFlops,
  state: ({ momentum }, sizes) => factorState(sizes, false, momentum),
  room: (_settled, sizes) => factorRoom(sizes),
  kept: (settled, sizes) => factorBatch(settled, sizes, 'empirical'),
  settings: (settled, short) => [
    ['damping', dampingRule(settled.damping).text(settled.damping, short)],
    ['inverses', `every ${settled.inverseInterval} batches`],
    ['momentum', short(settled.momentum)],
    ['KL clip', settled.klClip > 0 ? short(settled.klClip) : 'none'],
  ],
}

/**
 * FOOF: per layer U = (A + λ I)⁻¹ V of the gradient V, A the running mean of h hᵀ of its inputs: the update that moves the
 * pre-activations most nearly along their negative gradient. Benzing 2022, arXiv 2201.12250.
 * @throws WoodburyError BAD_OPTION
 */
export function foof(options: KroneckerOptions = {}): Said<Foof> {
  return describe('foof', foofMethod.options, options)
}
