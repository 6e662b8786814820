import type { Energy, StepRecord } from './records.js'

/** The share of the steps that the figure is of. */
const LAST = 0.1

/** Blocks of steps whose means tell the error, and the fewest steps that are worth so many. */
const BLOCKS = 10

/**
 * Mean energy over the last tenth of the accepted steps of a history, one at least. Its standard error comes from the means
 * of ten blocks of steps; of fewer than 20 steps from the steps' own, as if they were independent.
 */
export function energyOf(history: readonly StepRecord[]): Energy | undefined {
  const accepted = history.filter(record => record.accepted && Number.isFinite(record.loss))
  if (accepted.length === 0) return undefined
  const last = accepted.slice(-Math.ceil(LAST * accepted.length))
  const steps = last.length
  const value = mean(last.map(({ loss }) => loss))
  if (steps < 2 * BLOCKS) {
    const squares = last.reduce((sum, { standardError = 0 }) => sum + standardError ** 2, 0)
    return { value, standardError: Math.sqrt(squares) / steps, steps }
  }
  const means = Array.from({ length: BLOCKS }, (_, b) => {
    const [from, to] = [b, b + 1].map(edge => Math.round((edge * steps) / BLOCKS))
    return mean(last.slice(from, to).map(({ loss }) => loss))
  })
  const center = mean(means)
  const squares = means.reduce((sum, each) => sum + (each - center) ** 2, 0)
  return { value, standardError: Math.sqrt(squares / (BLOCKS - 1) / BLOCKS), steps }
}

/** Standard errors by which an energy must lie above that of the start to have risen. */
const RISEN = 5

/** A sentence, with a cure, where the energy has risen since the start. */
export function risenEnergy([first]: readonly StepRecord[], energy: Energy | undefined): string[] {
  if (!energy || !first) return []
  const error = Math.hypot(first.standardError ?? 0, energy.standardError)
  if (!(energy.value > first.loss + RISEN * error)) return []
  return [
    `the energy rose from ${first.loss.toPrecision(4)} to ${energy.value.toPrecision(4)}. Use a smaller learningRate, more walkers, or a narrower envelope`,
  ]
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
