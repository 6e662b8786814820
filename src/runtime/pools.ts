/** What is known of workers before their code is loaded, which only what uses them does. */

/** A pool whose workers are not all gone. */
export interface LivingPool {
  /** Resolves when they are. */
  end(): Promise<void>
}

/** Why a run has lost its workers where the caller took them. */
export const DISPOSED = 'the pool was disposed of'

export const livingPools = new Set<LivingPool>()

let address: string | URL | undefined

/** Where workers are loaded from, for places in which the script of the package does not do. */
export function setWorkerUrl(url: string | URL): void {
  address = url
}

export const workerUrl = (): string | URL | undefined => address

let settings = 0

/** Workers that were refused may be tried again. */
export function changeSettings(): void {
  settings++
}

/** A number that is another one after each `init`. */
export const settingsNow = (): number => settings

/** Ends every worker, and resolves when they are gone; runs that still need theirs reject with WORKER_LOST. */
export async function endPools(): Promise<void> {
  await Promise.all([...livingPools].map(pool => pool.end()))
}
