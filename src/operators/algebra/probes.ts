import { PURPOSE, stream } from '../../random/index.js'

/** `count` vectors of independent signs ±1, one at a time. */
export function* signs(seed: number, count: number, length: number, set = 0): Generator<Float64Array> {
  for (let k = 0; k < count; k++) {
    const v = new Float64Array(length)
    stream(seed, PURPOSE.probes, set, k).signs(v, length)
    yield v
  }
}

/** `count` vectors of independent normal numbers, one at a time. */
export function* normals(seed: number, count: number, length: number, set = 0): Generator<Float64Array> {
  for (let k = 0; k < count; k++) {
    const random = stream(seed, PURPOSE.probes, set, k)
    yield Float64Array.from({ length }, () => random.normal())
  }
}

/** Row `at` of I. */
export function unit(n: number, at: number): Float64Array {
  const e = new Float64Array(n)
  e[at] = 1
  return e
}
