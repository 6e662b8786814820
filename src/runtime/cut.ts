import type { Cut } from './executor.js'

/** Ranges begin at multiples of this: the height of a kernel's tile, and whole vectors of any dtype. */
const MULTIPLE = 16

/** Bounds of `parts` ranges of equal work that cover 0 … extent; row i of a triangle costs i. */
export function cutRange(extent: number, parts: number, cut: Cut): number[] {
  if (cut === 'parts') return Array.from({ length: parts + 1 }, (_, part) => part)
  const bounds = [0]
  for (let part = 1; part < parts; part++) {
    const share = cut === 'even' ? part / parts : Math.sqrt(part / parts)
    const at = Math.round((extent * share) / MULTIPLE) * MULTIPLE
    bounds.push(Math.min(Math.max(at, bounds[part - 1]), extent))
  }
  bounds.push(extent)
  return bounds
}
