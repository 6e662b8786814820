import type { Samples } from '../../model/feed.js'
import type { ResolvedOptimizer } from '../../optim/table.js'
import { viewOf } from '../../runtime/dtype.js'
import { named, partOf } from '../state.js'
import type { Moment, StepOutcome, Stepper, StepRun } from '../step.js'
import type { Make } from '../steppers.js'
import { CentredRows } from './centred-rows.js'
import { deviations, meanOf } from './energies.js'
import { LocalEnergy } from './local-energy.js'
import { Metropolis } from './metropolis.js'
import type { VariationalPlan } from './plan.js'
import type { VariationalRoom } from './room.js'

/** Rounds of sweeps before the first step. */
const EQUILIBRATION = 20

/**
 * One step of variational Monte Carlo: Metropolis sweeps at θ, the local energies E_i of the walkers, then a step of the
 * method for the squared loss with targets log ψ(x_i) − (E_i − Ē). Its residuals E_i − Ē and rows ∂ log ψ/∂θ, less their
 * mean, are those of stochastic reconfiguration: log ψ is led to what a unit of imaginary time makes of it. The gradient
 * (1/N) Σ (E_i − Ē) ∂ log ψ(x_i)/∂θ is half that of the energy. A refused step is tried again with the same walkers.
 */
export class VariationalStep implements Stepper {
  readonly epoch = 0
  readonly progress = 0
  readonly epochEnded = false
  readonly #inner: Stepper
  readonly #walkers: Samples
  readonly #metropolis: Metropolis
  readonly #localEnergy: LocalEnergy
  readonly #energies: Float64Array
  readonly #deviations: Float64Array
  /** Rounds of sweeps made so far. */
  #rounds = 0
  #acceptance = Number.NaN
  /** Whether the walkers stay where they are for the next step. */
  #stays = false

  constructor(
    readonly run: StepRun,
    optimizer: ResolvedOptimizer,
    make: Make,
    readonly objective: VariationalPlan,
  ) {
    const { plan, workspace } = run
    const { kernels, layout } = workspace
    const { count, inputs } = plan.training
    const x = viewOf(plan.dtype, kernels.buffer, layout.arrays.walkers, inputs[0].length)
    x.set(inputs[0])
    this.#walkers = { count, inputs: [x], targets: [new Float64Array(count)] }
    this.#metropolis = new Metropolis(workspace, this.#walkers, objective.envelope, plan.seed)
    const room = layout.variational as VariationalRoom
    this.#localEnergy = new LocalEnergy(kernels, room, objective, x.length / count, count)
    this.#energies = new Float64Array(count)
    this.#deviations = new Float64Array(count)
    workspace.makeRows = (...rows) => new CentredRows(workspace, ...rows)
    this.#inner = make({ ...run, plan: { ...plan, training: this.#walkers } }, optimizer)
  }

  get theta(): number {
    return this.run.parameters.current
  }

  step(moment: Moment): StepOutcome {
    const { clock } = this.run.workspace
    clock.time('sampling', () => this.#sample())
    const { mean, standardError } = clock.time('energy', () => this.#measure())
    const of = { loss: mean, standardError, acceptance: this.#acceptance }
    if (!Number.isFinite(standardError)) {
      // What led here left no wave function; the spare parameters had one.
      this.run.parameters.turn()
      const samples = this.#walkers.count
      return { ...of, samples, gradientNorm: Number.NaN, accepted: false, stepNorm: 0, problem: 'nonFinite' }
    }
    const outcome = this.#inner.step(moment)
    this.#stays = !outcome.accepted
    return { ...outcome, ...of }
  }

  #sample(): void {
    const rounds = this.#rounds === 0 ? EQUILIBRATION : this.#stays ? 0 : 1
    for (let round = 0; round < rounds; round++)
      this.#acceptance = this.#metropolis.round(this.theta, this.objective.sweeps, this.#rounds++)
    if (rounds === 0) this.#metropolis.look(this.theta)
  }

  /** The energies, and from them the targets. */
  #measure(): { readonly mean: number; readonly standardError: number } {
    this.#localEnergy.at(this.theta, this.#walkers, this.#energies)
    deviations(this.#energies, this.#deviations)
    const [targets] = this.#walkers.targets
    const { outputs } = this.#metropolis
    for (let i = 0; i < outputs.length; i++) targets[i] = outputs[i] - this.#deviations[i]
    return meanOf(this.#energies)
  }

  skip(): void {
    this.#inner.skip()
    this.#stays = false
  }

  counters(): Record<string, number> {
    const { width } = this.#metropolis
    const own = { width, rounds: this.#rounds, acceptance: this.#acceptance, stays: +this.#stays }
    return { ...this.#inner.counters(), ...named('walkers', own) }
  }

  restore(counters: Readonly<Record<string, number>>): void {
    this.#inner.restore(counters)
    const { width, rounds, acceptance, stays } = partOf(counters, 'walkers')
    this.#metropolis.width = width
    this.#rounds = rounds
    this.#acceptance = acceptance
    this.#stays = stays === 1
  }
}
