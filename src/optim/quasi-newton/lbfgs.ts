import { learningRate, whole } from '../common-options.js'
import { describe, type Method, type Said } from '../method.js'
import { constant, type Schedule } from '../schedule.js'
import { fullBatch, lineRoom } from './full-batch.js'

export interface Lbfgs {
  readonly method: 'lbfgs'
  readonly gradientBatch: 'full'
  readonly learningRate: Schedule
  readonly memory: number
}

export interface LbfgsOptions {
  /** The first length that a search tries (default 1). */
  learningRate?: number | Schedule
  /** Pairs that are kept (default 10). */
  memory?: number
}

export const lbfgsMethod: Method<Lbfgs> = {
  name: 'lbfgs',
  title: 'L-BFGS',
  steps: 'quasiNewton',
  rate: 1,
  options: { learningRate, memory: whole('pairs that are kept') },
  said: ({ gradientBatch, ...fields }) => ({ ...fullBatch('lbfgs', gradientBatch), ...lbfgs(fields) }),
  settle: said => ({ learningRate: constant(1), memory: 10, ...said, gradientBatch: 'full' }),
  flops: ({ memory }, { samples, parameters }) => 12 * samples * parameters + 8 * memory * parameters,
  state({ memory }, { graph }) {
    const pairs = { length: memory * graph.parameters, dtype: 'float64' } as const
    return { S: pairs, Y: pairs }
  },
  room: (_settled, sizes) => lineRoom(sizes),
  settings: ({ memory }) => [['memory', `${memory} pairs`]],
}

/**
 * Limited-memory BFGS on the whole set with a strong Wolfe search: Liu & Nocedal 1989; two gradients a step in the mean.
 * Its vectors are in float64; pass dtype: 'float64' for losses that go on falling.
 * @family quasi-Newton
 * @formula d = −H g by two loops over the last pairs s, y; strong Wolfe search
 * @source Liu & Nocedal 1989
 * @cost about two gradients of all samples, 8 `memory` P
 * @memory 2 `memory` P in float64
 * @needs the whole set as its batch
 * @use smooth problems of many parameters and few samples, in float64
 * @throws WoodburyError BAD_OPTION
 * @example fit(net, data, { optimizer: lbfgs(), dtype: 'float64', epochs: 500 })
 */
export function lbfgs(options: LbfgsOptions = {}): Said<Lbfgs> {
  return describe('lbfgs', lbfgsMethod.options, options)
}
