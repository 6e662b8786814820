/** Numbers of float64 in a stretch of memory that one set of the first cache level repeats over. */
const ALIAS = 64

/** Numbers of float64 in a cache line. */
const LINE = 8

/**
 * Leading dimension of a factor of n columns: rows a multiple of 512 bytes apart would share few sets of the first cache
 * level; a cache line more apart they do not: 3 % of a factor of 512.
 */
export const leading = (n: number): number => (n % ALIAS === 0 ? n + LINE : n)

/** Numbers that hold every factor of up to n columns: one of 64 takes more than one of 65. */
export const largestFactor = (n: number): number => n * (n + LINE)
