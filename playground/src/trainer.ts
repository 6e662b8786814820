import {
  type Activation,
  dense,
  type FitResult,
  fit,
  load,
  type Model,
  type Optimizer,
  type StepRecord,
  sequential,
} from 'woodbury'
import type { Problem } from './problems/problem.ts'
import { Series } from './series.ts'

/** Steps between two looks at the parameters. */
const LOOK_EVERY = 10

export interface Setting {
  readonly problem: Problem
  readonly hidden: readonly number[]
  readonly activation: Activation
  readonly optimizer: Optimizer
  readonly steps: number
  readonly seed: number
  /** One where two methods race, so that neither takes the other's core. */
  readonly threads: number | 'auto'
}

export type Status = 'ready' | 'training' | 'paused' | 'done' | 'failed'

/** A method on its way: train, pause, step, and go on from a checkpoint, which is all that it keeps. */
export class Trainer {
  readonly series = new Series()
  status: Status = 'ready'
  model: Model
  newest: StepRecord | undefined
  result: FitResult | undefined
  /** What went wrong, for the visitor. */
  failure = ''
  #checkpoint: Uint8Array | undefined
  #stop: AbortController | undefined
  #ended: Promise<void> = Promise.resolve()

  constructor(
    readonly setting: Setting,
    private readonly changed: () => void,
  ) {
    this.model = networkOf(setting)
  }

  get checkpoint(): Uint8Array | undefined {
    return this.#checkpoint
  }

  /** Goes on from the checkpoint of a file. @throws WoodburyError where it is none */
  restore(bytes: Uint8Array): void {
    this.model = load(bytes)
    this.#checkpoint = bytes
    this.status = 'paused'
    this.changed()
  }

  /** Starts from the parameters of a model. */
  adopt(model: Model): void {
    this.model = model
    this.changed()
  }

  /** To the end of the budget, or one step. */
  async train(once = false): Promise<void> {
    if (this.status === 'training' || this.status === 'done') return
    const { problem, optimizer, steps, seed, threads } = this.setting
    const stop = new AbortController()
    this.#stop = stop
    this.status = 'training'
    this.changed()
    const run = async () => {
      const result = await fit(this.model, problem.train, {
        optimizer,
        steps,
        seed,
        threads,
        noise: problem.noise,
        standardize: problem.train.standardize,
        ...(this.#checkpoint && { resume: this.#checkpoint }),
        // The least that can be asked for: one step.
        ...(once && { flops: 1 }),
        signal: stop.signal,
        checkpointEvery: LOOK_EVERY,
        onCheckpoint: bytes => {
          this.model = load(bytes)
          this.changed()
        },
        onStep: record => {
          this.newest = record
          this.series.add(record)
          this.changed()
        },
      })
      this.model = result.model
      this.#checkpoint = result.checkpoint
      this.result = result
      this.status = result.stopped === 'aborted' || result.stopped === 'flops' ? 'paused' : 'done'
    }
    this.#ended = run()
      .catch(error => {
        this.status = 'failed'
        this.failure = error instanceof Error ? error.message : String(error)
      })
      .finally(this.changed)
    await this.#ended
  }

  async pause(): Promise<void> {
    this.#stop?.abort()
    await this.#ended
  }
}

function networkOf({ problem, hidden, activation, seed }: Setting): Model {
  const { x, y, classes } = problem.train
  const outputs = y instanceof Int32Array ? (classes?.length ?? Math.max(...y) + 1) : y.shape[1]
  const layers = [...hidden.map(units => dense(units, activation)), dense(outputs)]
  return sequential({ input: x.shape[1], seed }, layers)
}
