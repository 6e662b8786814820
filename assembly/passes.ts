/**
 * Passes over a parameter vector that move it and sum squares on the way. They go by blocks, which are still in the first
 * level of cache when their squares are summed, and leave each block's sums in memory of their own, so that no cut over
 * threads changes a bit of the total.
 */
@final
export class Passes {
  /** Numbers in a block. */
  static readonly block: i32 = 2048
}
