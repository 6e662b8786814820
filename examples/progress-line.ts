import type { StepRecord } from '../src/index.js'

export const hasTerminal = process.stderr.isTTY === true

/** Seconds of the run at which the next line is due, off a terminal. */
let due = 0

/** One line that rewrites itself on a terminal, elsewhere a line every five seconds. */
export function progressLine(name: string, { step, loss, lambda, seconds }: StepRecord, of: number): void {
  if (step === 1) due = 0
  if (!hasTerminal && seconds < due) return
  due = seconds + 5
  const damping = lambda === undefined ? '' : `, lambda ${lambda.toExponential(1)}`
  const text = `${name}: ${seconds.toFixed(1).padStart(5)} of ${of} s, step ${step}, loss ${loss.toExponential(2)}${damping}`
  process.stderr.write(hasTerminal ? `\r${text.padEnd(79)}` : `${text}\n`)
}
