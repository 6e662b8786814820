import type * as fc from 'fast-check'

/** What an input came to: a value that stands its checks, or a typed refusal. */
export type Verdict = 'value' | 'refused'

/** A kind of input and the judge of what becomes of it; anything that `judge` throws is a failure of the product. */
export interface Target<Input> {
  readonly name: string
  /** Blocks of each round of the campaign. */
  readonly share: number
  readonly input: fc.Arbitrary<Input>
  judge(input: Input): Promise<Verdict>
}
