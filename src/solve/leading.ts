/** Numbers of float64 in a stretch of memory that one set of the first cache level repeats over. */
const ALIAS = 64

/**
 * Leading dimension of a factor of n columns: rows a multiple of 512 bytes apart would share few sets of the first cache
 * level; a cache line more apart they do not: 3 % of a factor of 512.
 */
export const leading = (n: number): number => (n % ALIAS === 0 ? n + 8 : n)
