import { workers } from '#workers'

let auto: number | undefined

/** What `auto` means from now on. */
export function setThreads(threads: number): void {
  auto = threads
}

/** What `auto` means for large work. */
export const autoThreads = (): number => auto ?? workers.hardwareThreads()
