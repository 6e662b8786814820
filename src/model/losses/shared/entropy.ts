/** −p ln p, 0 at 0. */
export const entropy = (p: number): number => (p > 0 ? -p * Math.log(p) : 0)
