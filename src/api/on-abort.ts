/** The runs that each signal ends, behind one listener of it: at an eleventh Node warns of a leak. */
const shared = new WeakMap<AbortSignal, { readonly calls: Set<() => void>; readonly listener: () => void }>()

/** Calls `end` when the signal aborts, or at once where it has. Returns what takes that back. */
export function onAbort(signal: AbortSignal | undefined, end: () => void): () => void {
  if (!signal) return () => {}
  if (signal.aborted) end()
  let known = shared.get(signal)
  if (!known) {
    const calls = new Set<() => void>()
    known = { calls, listener: () => calls.forEach(call => void call()) }
    shared.set(signal, known)
    signal.addEventListener('abort', known.listener)
  }
  const { calls, listener } = known
  calls.add(end)
  return () => {
    calls.delete(end)
    if (calls.size > 0 || !shared.delete(signal)) return
    signal.removeEventListener('abort', listener)
  }
}
