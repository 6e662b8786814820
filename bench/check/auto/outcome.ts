import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** What one run came to. */
export interface Figures {
  /** Mean square or log-loss of the training rows. */
  readonly training: number
  /** RMSE or log-loss of rows that the run has not seen. */
  readonly test: number
  readonly steps: number
  readonly stopped: string
}

/** Both runs of one seed. */
export interface Pair {
  readonly ours: Figures
  readonly adam: Figures
  /** Of noisy targets: our training loss with `regularization: 'none'`. */
  readonly bare?: number
  /** Training loss of the best model that gives the same for every row: the variance of the targets, the entropy of the classes. */
  readonly constant: number
}

/** What the seconds of a cell are counted in: those of the wall, or of this process's processor time. */
export type Clock = 'wall' | 'processor'

/** What both runs of a seed had: the cell's seconds times `scale`, by `clock`. */
export interface Budget {
  readonly scale: number
  readonly clock: Clock
}

export interface Outcome extends Budget {
  readonly name: string
  readonly pairs: readonly Pair[]
  /** Method, batches and damping that were chosen, in the words of the reports. */
  readonly chosen: string
}

/** The outcomes that a file keeps, each in a line of JSON; those of each budget are apart. */
export class Outcomes {
  #all: readonly Outcome[]

  constructor(
    readonly file: string,
    readonly budget: Budget,
  ) {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    this.#all = lines.filter(line => line.endsWith('}')).map(line => JSON.parse(line) as Outcome)
  }

  #is(outcome: Outcome, name: string): boolean {
    return outcome.name === name && outcome.scale === this.budget.scale && outcome.clock === this.budget.clock
  }

  of(name: string): Outcome | undefined {
    return this.#all.find(one => this.#is(one, name))
  }

  /** Forgets what is to be measured anew. */
  forget(name: string): void {
    this.#all = this.#all.filter(one => !this.#is(one, name))
  }

  /** Kept at once, so that whatever ends the suite loses one cell at most. */
  add(outcome: Outcome): void {
    this.forget(outcome.name)
    this.#all = [...this.#all, outcome]
    writeFileSync(this.file, this.#all.map(one => `${JSON.stringify(one)}\n`).join(''))
  }
}
