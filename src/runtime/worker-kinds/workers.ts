import type { Endpoint } from 'comlink'

/** A started worker, alike in every place. */
export interface Spawned {
  readonly endpoint: Endpoint
  /** Called if the worker ends or fails by itself. */
  onLost(listener: (reason: string) => void): void
  /** Whether a process waits for the worker. */
  hold(held: boolean): void
  /** Resolves when the worker is gone. */
  terminate(): Promise<void>
}

/** What a worker knows: the paper's methods, every method, curves to fit, or operators. In Node, and at an address of one's own, it knows all. */
export type WorkerText = 'paper' | 'family' | 'curve' | 'operators'

/** Where and how there are workers; package.json names the file behind `#workers` for each place. */
export interface Workers {
  exist(): boolean
  /** Starts one from the script at `url`, or else from that of the package that knows this. */
  spawn(url: string | URL | undefined, text?: WorkerText): Promise<Spawned>
  /** Two ports, of which one may be posted to a worker. */
  channel(): Promise<MessageChannel>
  /** Why linear memory cannot be posted to one, and what to do; nothing where it can. */
  memoryStaysHere(): string | undefined
  /** Whether the user looks at what this thread draws, so that long work belongs in a worker. */
  isPage(): boolean
  /** Threads the hardware runs at once, at least 1. */
  hardwareThreads(): number
}
