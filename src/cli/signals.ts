import { EXIT, type ExitCode } from './exit-codes.js'

const CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.hungUp } as const

type Signal = keyof typeof CODES

/** Milliseconds in which a second signal is the first once more: npm passes on what its child has already had. */
const SAME = 50

let saving: AbortController | undefined
let first: ExitCode | undefined
let isSame = false
let waiting = 0

/** Takes the signals of a process; process 1 of a container would not even hear them without a listener. */
export function listen(): void {
  for (const signal of Object.keys(CODES) as Signal[]) process.on(signal, () => hear(signal))
}

function hear(signal: Signal): void {
  if (isSame) return
  if (first !== undefined || !saving) {
    end(signal)
    return
  }
  first = CODES[signal]
  isSame = true
  // After the timer one more look at what came in the meantime, should this thread have been busy.
  setTimeout(() => setImmediate(() => (isSame = false)), SAME).unref()
  saving.abort()
}

/** Exits with the signal's code; while a file keeps the process waiting, which holds an exit up too, by the signal itself. */
function end(signal: Signal): void {
  if (waiting === 0 || process.pid === 1) process.exit(CODES[signal])
  process.emit('exit', CODES[signal])
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}

/**
 * Work that is worth saving: the first signal aborts it and waits for its end, a second one ends the process at once,
 * as the first does anywhere else.
 */
export async function saved<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  saving = new AbortController()
  try {
    return await work(saving.signal)
  } finally {
    saving = undefined
  }
}

/** Counts what may wait without end, as a pipe does for its other side. */
export async function waited<T>(work: Promise<T>): Promise<T> {
  waiting++
  try {
    return await work
  } finally {
    waiting--
  }
}

/** The exit code of the signal that was heard while work was saved. */
export const heard = (): ExitCode | undefined => first
