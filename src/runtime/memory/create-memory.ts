import { WoodburyError } from '../../errors.js'

const spare: (() => void)[] = []

/** `release` is called where memory runs short: it lets go of what is only kept for a later call. */
export function whenShort(release: () => void): void {
  spare.push(release)
}

/** Pages that every machine has: where they are refused it is addresses that are short. */
const FEW = 256

const remedy = (pages: number) =>
  pages > FEW
    ? 'Use a smaller network or, in training, smaller batches'
    : 'The process has no addresses left: raise its limit (ulimit -v), or run less at a time'

/**
 * A shared memory of exactly `pages`.
 * @throws WoodburyError OUT_OF_MEMORY
 */
export function createMemory(pages: number): WebAssembly.Memory {
  const make = () => new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  try {
    return make()
  } catch {
    for (const release of spare) release()
  }
  try {
    return make()
  } catch (cause) {
    throw new WoodburyError(
      'OUT_OF_MEMORY',
      `woodbury: the engine refused ${Math.ceil(pages / 16)} MiB of linear memory. ${remedy(pages)}.`,
      { pages },
      { cause },
    )
  }
}
