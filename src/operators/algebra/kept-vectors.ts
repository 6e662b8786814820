import { WoodburyError } from '../../errors.js'

/** Bytes of vectors that are kept up to which a method runs. */
const KEPT_BYTES = 2 ** 31

/**
 * Before anything is allocated.
 * @param each vectors of `n` numbers kept for one of what the option counts
 * @throws WoodburyError OUT_OF_MEMORY with a value of the option that does
 */
export function checkKept(where: string, n: number, option: string, value: number, each = 1): void {
  const bytes = n * value * each * 8
  if (bytes <= KEPT_BYTES) return
  throw new WoodburyError(
    'OUT_OF_MEMORY',
    `${where}: ${option}: ${value} keeps vectors of ${n} numbers, ${(bytes / 2 ** 30).toFixed(1)} GiB in all, and there may be 2. Pass ${option}: ${Math.max(1, Math.floor(KEPT_BYTES / n / 8 / each))} or less.`,
    { bytes, limit: KEPT_BYTES, option },
  )
}
