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

/** Gives a target `count` inputs of a seed; the first that fails is made as small as it goes and ends the block. */
export async function runBlock(
  target: Target<unknown>,
  { seed, count, path, seconds: most = MOST_SECONDS, onInput = () => {} }: BlockOptions,
): Promise<BlockResult> {
  let values = 0
  let slowest = 0
  const property = fc.asyncProperty(target.input, async input => {
    onInput()
    const before = usage()
    if ((await target.judge(input)) === 'value') values++
    const after = usage()
    const seconds = after.seconds - before.seconds
    slowest = Math.max(slowest, seconds)
    insist(seconds <= most, `took ${seconds.toFixed(1)} s of computing`)
    insist(after.bytes - before.bytes <= MOST_BYTES, `took ${((after.bytes - before.bytes) / 2 ** 20).toFixed(0)} MiB`)
  })
  const said = await fc.check(property, { seed, path, numRuns: count })
  const result = { inputs: said.numRuns, values, slowest }
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
