import { operations } from './operations.js'
import { drawsOf, type Memory, type Place, type World } from './world.js'

/** Looks at memory and workers in the course of a soak. */
const SAMPLES = 40

/** Seconds after which an operation hangs. */
const PATIENCE = 600

export interface Sample extends Memory {
  readonly done: number
  readonly workers: number
}

export interface Soak {
  readonly counts: Readonly<Record<string, number>>
  readonly samples: readonly Sample[]
  /** What went wrong, with the number of the operation. */
  readonly failures: readonly string[]
  readonly seconds: number
}

/** What an operation comes to, or an error where it never does. */
function ended(operation: Promise<unknown>, name: string): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout>
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} did not end within ${PATIENCE} s`)), PATIENCE * 1000)
  })
  return Promise.race([operation, late]).finally(() => clearTimeout(timer))
}

/** The workers there are, and the memory without them: what they hold goes when they collect, at a time of their own. */
async function sampleOf(place: Place, done: number): Promise<Sample> {
  const workers = place.workers()
  await place.api.dispose()
  return { done, workers, ...(await place.memory()) }
}

/** `count` operations one after the other, all drawn from a seed. */
export async function soak(place: Place, count: number, seed: number, say: (line: string) => void): Promise<Soak> {
  const pot = operations.flatMap(operation => Array.from({ length: operation.share }, () => operation))
  const world: World = { ...place, draw: drawsOf(seed) }
  const counts: Record<string, number> = {}
  const samples: Sample[] = []
  const failures: string[] = []
  const began = performance.now()
  const every = Math.max(1, Math.floor(count / SAMPLES))
  for (let done = 0; done < count; done++) {
    if (done % every === 0) samples.push(await sampleOf(place, done))
    const { name, run } = pot[world.draw(pot.length)]
    counts[name] = (counts[name] ?? 0) + 1
    try {
      await ended(run(world), name)
    } catch (error) {
      failures.push(`${done} ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      say(`FAILED ${failures.at(-1)}`)
      if (failures.length === 20) break
    }
  }
  samples.push(await sampleOf(place, count))
  return { counts, samples, failures, seconds: (performance.now() - began) / 1000 }
}
