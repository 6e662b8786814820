/** Threads the hardware runs at once, at least 1. Node 20 has no `navigator`. */
export function hardwareThreads(): number {
  const told = globalThis.navigator?.hardwareConcurrency
  if (told) return told
  const { process } = globalThis
  return process?.getBuiltinModule?.('node:os')?.availableParallelism() ?? 1
}
