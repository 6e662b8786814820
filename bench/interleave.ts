/** Something timed: its work is done `repeat` times a measurement, so that a clock's tick does not show. */
export interface Contestant {
  readonly run: () => unknown
  readonly repeat?: number
  /** `run` resolves to its milliseconds, as of another process, which are those that count. */
  readonly isClock?: boolean
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

export interface Patience {
  /** Milliseconds each contestant runs before anything is timed, so that optimised code is what is timed. */
  readonly warm: number
  /** Rounds in which every contestant is timed once. */
  readonly rounds: number
}

/** Times contestants A B A B …; milliseconds of one run each, medians over the rounds. */
export async function interleave(contestants: readonly Contestant[], { warm, rounds }: Patience): Promise<number[]> {
  for (const { run } of contestants) {
    const end = performance.now() + warm
    do await run()
    while (performance.now() < end)
    // Optimised code is installed between two turns of the event loop.
    await new Promise(resolve => setTimeout(resolve, 20))
    for (let k = 0; k < 3; k++) await run()
  }
  const times = contestants.map((): number[] => [])
  for (let round = 0; round < rounds; round++)
    for (let k = 0; k < contestants.length; k++) {
      const { run, repeat = 1, isClock } = contestants[k]
      if (isClock) {
        times[k].push((await run()) as number)
        continue
      }
      const start = performance.now()
      for (let i = 0; i < repeat; i++) {
        const pending = run()
        if (pending instanceof Promise) await pending
      }
      times[k].push((performance.now() - start) / repeat)
    }
  return times.map(median)
}
