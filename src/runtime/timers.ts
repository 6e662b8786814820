/** Clock and timers as they are at import: the fakes that a test puts in their place stand, and a run would with them. */
const clock = globalThis.performance ?? Date
const { now } = clock

export const { setTimeout: later, clearTimeout: never } = globalThis

export const milliseconds = (): number => now.call(clock)
