import { learningRate } from '../common-options.js'
import { describe, type Method, type Said } from '../method.js'
import { constant, type Schedule } from '../schedule.js'
import { fullBatch, lineRoom } from './full-batch.js'

export interface SsBroyden {
  readonly method: 'ssBroyden'
  readonly gradientBatch: 'full'
  readonly learningRate: Schedule
}

export interface SsBroydenOptions {
  /** The first length that a search tries (default 1). */
  learningRate?: number | Schedule
}

export const ssBroydenMethod: Method<SsBroyden> = {
  name: 'ssBroyden',
  title: 'SSBroyden, self-scaled quasi-Newton',
  steps: 'quasiNewton',
  rate: 1,
  options: { learningRate },
  said: ({ gradientBatch, ...fields }) => ({ ...fullBatch('ssBroyden', gradientBatch), ...ssBroyden(fields) }),
  settle: said => ({ learningRate: constant(1), ...said, gradientBatch: 'full' }),
  flops: (_settled, { samples, parameters }) => 12 * samples * parameters + 8 * parameters ** 2,
  state: (_settled, { graph }) => ({ H: { length: graph.parameters ** 2, dtype: 'float64' } }),
  room(_settled, { graph }) {
    const vectors = (count: number) => ({ length: count * graph.parameters, dtype: 'float64' }) as const
    const update = { left: vectors(3), right: vectors(3), vector: vectors(1), product: vectors(1), turned: vectors(1) }
    return { ...lineRoom({ graph }), ...update }
  },
  kept: (_settled, { graph }) => ({ samples: 0, q: 0, tangents: false, widest: graph.parameters }),
  settings: () => [],
}

/**
 * The self-scaled Broyden update of Urbán, Stefanou & Pons 2024 on the whole set with a strong Wolfe search: the strong
 * baseline of networks below 5,000 parameters, 8 P² bytes. Its matrix is in float64; pass dtype: 'float64'.
 * @family quasi-Newton
 * @formula H⁺ = (H − Hy yᵀH/(yᵀHy) + φ (yᵀHy) v vᵀ)/τ + ρ s sᵀ
 * @source Urbán, Stefanou & Pons 2024, after Al-Baali
 * @cost about two gradients of all samples, 4 P²
 * @memory 8 P² bytes
 * @needs the whole set as its batch, P up to 5,000
 * @use small networks to high accuracy, in float64
 * @throws WoodburyError BAD_OPTION
 * @example fit(net, data, { optimizer: ssBroyden(), dtype: 'float64', epochs: 500 })
 */
export function ssBroyden(options: SsBroydenOptions = {}): Said<SsBroyden> {
  return describe('ssBroyden', ssBroydenMethod.options, options)
}
