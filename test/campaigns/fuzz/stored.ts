import * as fc from 'fast-check'
import type { Sound } from './bytes.js'
import { insist, outcome, sameNumbers } from './refusal.js'

/** What a file of one array holds. */
export interface Stored {
  readonly shape: readonly number[]
  readonly values: ArrayLike<number>
}

const rows = fc.constantFrom(0, 1, 2, 3, 3, 4, 5)

/** Shapes of inputs, and a number of targets that is mostly theirs. */
export const shapes = fc
  .record({
    rows,
    other: fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: rows }),
    sizes: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom([2], [1], [2, 2], [4, 1]) },
      { weight: 1, arbitrary: fc.constantFrom([], [0], [3, 0], [2, 3, 2]) },
    ),
  })
  .map(({ rows, other = rows, sizes }) => ({ inputs: [rows, ...sizes], targets: other }))

/** Reads a file: one that is sound is not refused, and what is read is what `expected` says of the bytes, if it says. */
export async function checkStored(
  { bytes, content }: Sound<Stored>,
  parse: (bytes: Uint8Array) => { readonly shape: readonly number[]; readonly data: ArrayLike<number> },
  expected: (bytes: Uint8Array) => Stored | undefined,
): Promise<void> {
  const read = await outcome(() => parse(bytes))
  insist(read !== undefined || content === undefined, 'a sound file was refused')
  const known = read && expected(bytes)
  if (!known) return
  insist(sameNumbers(read.value.shape, known.shape), 'another shape')
  insist(sameNumbers(read.value.data, known.values), 'other numbers')
}
