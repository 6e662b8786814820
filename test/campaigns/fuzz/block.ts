import * as fc from 'fast-check'
import { insist } from './refusal.js'
import type { Target } from './target.js'

/** Seconds of computing, and bytes of the process, that one input may take. */
const MOST_SECONDS = 3
const MOST_BYTES = 2 ** 30

export interface Failure {
  readonly target: string
  readonly seed: number
  /** Leads fast-check from the seed to the smallest input that still fails. */
  readonly path: string
  readonly input: string
  readonly error: string
}

export interface BlockOptions {
  readonly seed: number
  readonly count: number
  /** Of a failure: only that input is tried. */
  readonly path?: string
  /** Limit of computing for an input. */
  readonly seconds?: number
  onInput?(): void
}

export interface BlockResult {
  readonly inputs: number
  readonly values: number
  readonly slowest: number
  readonly failure?: Failure
}

const usage = () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  return { seconds: (userCPUTime + systemCPUTime) / 1e6, bytes: maxRSS * 1024 }
}

/** Inputs between two looks at the process: to look costs a fifth of a millisecond. */
const LOOK = 50

/** Insists on the limits: an input that took long by the clock has to have waited, not computed. */
class Limits {
  #seen = usage()
  #inputs = 0
  slowest = 0

  constructor(readonly mostSeconds: number) {}

  check(seconds: number): void {
    this.slowest = Math.max(this.slowest, seconds)
    if (++this.#inputs % LOOK !== 0 && seconds <= this.mostSeconds) return
    const before = this.#seen
    this.#seen = usage()
    const computed = Math.min(seconds, this.#seen.seconds - before.seconds)
    const grown = this.#seen.bytes - before.bytes
    insist(computed <= this.mostSeconds, `took ${computed.toFixed(1)} s of computing`)
    insist(grown <= MOST_BYTES, `one of ${LOOK} inputs took ${(grown / 2 ** 20).toFixed(0)} MiB`)
  }
}

/** Gives a target `count` inputs of a seed; the first that fails is made as small as it goes and ends the block. */
export async function runBlock(
  target: Target<unknown>,
  { seed, count, path, seconds: most = MOST_SECONDS, onInput = () => {} }: BlockOptions,
): Promise<BlockResult> {
  let values = 0
  const limits = new Limits(most)
  const property = fc.asyncProperty(target.input, async input => {
    onInput()
    const began = performance.now()
    if ((await target.judge(input)) === 'value') values++
    limits.check((performance.now() - began) / 1000)
  })
  const said = await fc.check(property, { seed, path, numRuns: count })
  const result = { inputs: said.numRuns, values, slowest: limits.slowest }
  if (!said.failed) return result
  const error = said.errorInstance instanceof Error ? said.errorInstance : new Error(String(said.errorInstance))
  return {
    ...result,
    failure: {
      target: target.name,
      seed,
      path: said.counterexamplePath ?? '',
      input: fc.stringify(said.counterexample?.[0]),
      error: error.stack ?? error.message,
    },
  }
}
