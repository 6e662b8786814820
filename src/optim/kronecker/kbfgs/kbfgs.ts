import { batchSamples } from '../../batch.js'
import { belowOne, whole } from '../../common-options.js'
import type { Method, Said } from '../../method.js'
import { preset } from '../../preset.js'
import { cosine } from '../../schedule.js'
import { clipLine, dampingLine } from '../../setting-lines.js'
import { isRegression } from '../../task.js'
import { batchesOf, kroneckerOptions, layerShapes } from '../kronecker-options.js'
import { BfgsPreconditioner } from './bfgs-preconditioner.js'
import { type Kbfgs, type KbfgsOptions, kbfgsRoom, kbfgsState } from './kbfgs-options.js'

export const kbfgsMethod: Method<Kbfgs> = {
  name: 'kbfgs',
  title: 'K-BFGS, Kronecker-factored BFGS',
  steps: 'layerwise',
  rate: 1,
  options: {
    gradientBatch: kroneckerOptions.gradientBatch,
    curvatureBatch: kroneckerOptions.curvatureBatch,
    learningRate: kroneckerOptions.learningRate,
    damping: kroneckerOptions.damping,
    klClip: kroneckerOptions.klClip,
    rejectBadSteps: kroneckerOptions.rejectBadSteps,
    decay: belowOne('decay of the running mean of the input factor'),
    gradientDecay: belowOne('decay of the running mean of the gradient'),
    pairDecay: belowOne('decay of the running means of the pairs'),
    memory: whole('pairs of the output side; unset: a matrix'),
  },
  said: kbfgs,
  settle(said, task) {
    const batches = batchesOf(said, task)
    return {
      learningRate: cosine(1),
      damping: { kind: 'constant', lambda: 0.1 },
      decay: 0.9,
      gradientDecay: 0.9,
      pairDecay: batches.gradientBatch === 'full' ? 0 : 0.9,
      // Squared errors of several outputs diverge at this rate without one.
      klClip: isRegression(task) ? 0.1 : 0,
      rejectBadSteps: false,
      momentum: 0,
      ...said,
      ...batches,
    }
  },
  flops: ({ gradientBatch: N, curvatureBatch }, { samples, parameters, widths }) =>
    6 * (batchSamples(N, { samples }) + curvatureBatch) * parameters +
    curvatureBatch * widths * widths +
    2 * parameters * widths +
    10 * widths ** 2,
  state: kbfgsState,
  room: kbfgsRoom,
  kept: ({ curvatureBatch }, { graph }) => ({
    samples: curvatureBatch,
    q: 1,
    tangents: true,
    widest: layerShapes(graph).widest,
  }),
  preconditioner: (settled, at) => new BfgsPreconditioner(settled, at),
  counters: ['looks', 'started'],
  settings: (settled, short) => [
    dampingLine(settled, short),
    ['output side', settled.memory ? `${settled.memory} pairs` : 'a matrix'],
    ['gradient decay', short(settled.gradientDecay)],
    clipLine(settled, short),
  ],
}

/**
 * K-BFGS: both Kronecker factors are inverses that BFGS updates, of the inputs by the action of their second moment, of the
 * outputs by how a step moved the pre-activations and their gradient, damped twice; `memory` makes the latter L-BFGS.
 * Departure: A starts from the first batch, where the authors' code starts from a pass over the data; λ grows by a weight
 * decay, and regression is clipped, α² gᵀu ≤ κ. The paper's text was not at hand.
 * @family Kronecker factors
 * @formula U = H_a ĝ H_g; s = H_a h̄, y = (A + √λ I) s for H_a, A = E[h hᵀ]; s = mean a(θ₊) − a(θ), y = mean δ(θ₊) − δ(θ) for H_g; H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ
 * @source Ren, Bahamou, Goldfarb 2021, arXiv 2102.06737; Goldfarb, Ren, Bahamou 2020, arXiv 2006.08877, and the authors' public code
 * @cost two gradients, N n² for A, n² d + n d² multiply-adds a layer of n inputs and d units, 5 n² + 5 d² for both updates
 * @memory 2 n² + d² a layer (2 n² + 2 memory · d), two vectors of P
 * @needs a second gradient of the same batch at each new point
 * @use autoencoders and wide layers, where KFAC's inversions are too dear
 * @throws WoodburyError BAD_OPTION
 */
export function kbfgs(options: KbfgsOptions = {}): Said<Kbfgs> {
  return preset(kbfgsMethod, options)
}
