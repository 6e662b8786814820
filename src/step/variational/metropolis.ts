import { range, type Samples } from '../../model/feed.js'
import { exp, log } from '../../portable.js'
import { PURPOSE, stream } from '../../random/index.js'
import type { FloatArray } from '../../runtime/dtype.js'
import type { Workspace } from '../workspace.js'
import type { Envelope } from './plan.js'

/** The share of proposals that the width is tuned to have accepted. */
const ACCEPTED = 0.5

/**
 * Walkers that follow |ψ|² by Metropolis's rule: each is offered x + w η, η standard normal in every coordinate, and goes
 * there with probability min(1, |ψ(x + w η)|²/|ψ(x)|²). Between rounds of sweeps w grows or falls with the share that went.
 */
export class Metropolis {
  /** w. */
  width: number
  /** Of each walker: the network's value where it stands, after `look` or a round. */
  readonly outputs: Float64Array
  readonly #offered: Samples
  readonly #offeredOutputs: Float64Array

  constructor(
    readonly workspace: Workspace,
    /** Inputs: count × dimensions in place. */
    readonly walkers: Samples,
    readonly envelope: Envelope,
    readonly seed: number,
  ) {
    const { count, inputs, targets } = walkers
    this.#offered = { count, inputs: inputs.map(x => x.slice()), targets }
    this.outputs = new Float64Array(count)
    this.#offeredOutputs = new Float64Array(count)
    this.width = 1
  }

  /** The network at θ where the walkers stand. */
  look(theta: number): void {
    this.#evaluate(theta, this.walkers, this.outputs)
  }

  /** `sweeps` offers to every walker, by the randomness of round `round`. Returns the share that was accepted. */
  round(theta: number, sweeps: number, round: number): number {
    const { walkers, outputs } = this
    const { count } = walkers
    const [x] = walkers.inputs
    const [y] = this.#offered.inputs
    const d = x.length / count
    let accepted = 0
    this.look(theta)
    for (let sweep = 0; sweep < sweeps; sweep++) {
      const random = stream(this.seed, PURPOSE.walkers, round, sweep)
      for (let k = 0; k < x.length; k++) y[k] = x[k] + this.width * random.normal()
      this.#evaluate(theta, this.#offered, this.#offeredOutputs)
      for (let i = 0; i < count; i++) {
        const rise = this.#offeredOutputs[i] - outputs[i] + this.#envelopeRise(x, y, i * d, d)
        // Not so for NaN.
        if (!(log(1 - random.uniform()) < 2 * rise)) continue
        x.set(y.subarray(i * d, (i + 1) * d), i * d)
        outputs[i] = this.#offeredOutputs[i]
        accepted++
      }
    }
    const share = accepted / (sweeps * count)
    this.width *= exp(share - ACCEPTED)
    return share
  }

  /** By how much the envelope's part of log ψ grows from x to y. */
  #envelopeRise(x: FloatArray, y: FloatArray, at: number, d: number): number {
    let squares = 0
    for (let a = at; a < at + d; a++) squares += x[a] ** 2 - y[a] ** 2
    return this.envelope.gaussian * squares
  }

  #evaluate(theta: number, at: Samples, out: Float64Array): void {
    this.workspace.loss(theta, at, range(0, at.count), ([{ outputs }], part) => {
      for (let k = 0; k < part.count; k++) out[part.start + k] = outputs.z[k]
    })
  }
}
