import * as fc from 'fast-check'

/** No edit for `sound` of ten inputs, so that what ought to be read is met too; one to `most` for the others. */
export const editLists = <T>(edit: fc.Arbitrary<T>, sound: number, most: number): fc.Arbitrary<T[]> =>
  fc.oneof(
    { weight: sound, arbitrary: fc.constant<T[]>([]) },
    { weight: 10 - sound, arbitrary: fc.array(edit, { minLength: 1, maxLength: most }) },
  )
