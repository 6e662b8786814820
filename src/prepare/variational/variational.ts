import { meetObjective } from '../objectives/objectives.js'
import { prepareVariational } from './prepare-variational.js'
import { takeVariational, type Variational, type VariationalOptions } from './variational-options.js'

/**
 * The energy of a wave function ψ with log ψ(x) = network(x) − γ|x|² as objective, in the place of data: variational Monte
 * Carlo. Walkers follow |ψ|² by Metropolis's rule (proposals tuned to one half accepted); the energy is the mean of
 * E(x) = −½[∇² log ψ + |∇ log ψ|²] + V(x), ħ = m = 1, and a step follows its deviations, clipped to the median ± 5 mean
 * absolute deviations. Sources: Metropolis et al. 1953; stochastic reconfiguration, Sorella 1998; SPRING, Goldshlager,
 * Abrahamsen & Lin 2024, arXiv 2401.10190, whose code was at hand, and whose matrix term 11ᵀ/N is left out: it changes nothing.
 * @throws WoodburyError BAD_OPTION
 * @example
 * const net = sequential({ input: 1 }, [dense(16, 'tanh'), dense(1)])
 * const { energy } = await fit(net, undefined, { objective: variational({ potential: 'x^2/2' }), optimizer: spring() })
 */
export function variational(options: VariationalOptions): Variational {
  const taken = takeVariational(options)
  meetObjective('variational', prepareVariational)
  return { kind: 'variational', ...taken }
}
