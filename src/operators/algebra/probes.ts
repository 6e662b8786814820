import { PURPOSE, stream } from '../../random/index.js'

/** `count` vectors of independent signs ±1. */
export function signs(seed: number, count: number, length: number, set = 0): Float64Array[] {
  return Array.from({ length: count }, (_, k) => {
    const v = new Float64Array(length)
    stream(seed, PURPOSE.probes, set, k).signs(v, length)
    return v
  })
}

/** `count` vectors of independent normal numbers. */
export function normals(seed: number, count: number, length: number, set = 0): Float64Array[] {
  return Array.from({ length: count }, (_, k) => {
    const random = stream(seed, PURPOSE.probes, set, k)
    return Float64Array.from({ length }, () => random.normal())
  })
}

/** Row `at` of I. */
export function unit(n: number, at: number): Float64Array {
  const e = new Float64Array(n)
  e[at] = 1
  return e
}
