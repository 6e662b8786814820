import { either, generated } from './generated.js'

const PARTS = 4
const POINTS = 2000

/** Points of a spectrum, evenly over the range of 2,000. */
const points = (outputs: number) => Float64Array.from({ length: outputs }, (_, j) => (j * POINTS) / outputs)

/** Σₖ uₖ cos(0.01 (k + 1) j): mixtures of four curves by their amounts u in ±1. */
export const linearSpectra = (rows: number, outputs: number) => (seed: number) => {
  const places = points(outputs)
  return generated({ rows, inputs: PARTS, outputs }, seed, (x, at, random) => {
    const u = Array.from({ length: PARTS }, () => either(random))
    x.set(u, at)
    return Array.from(places, j => u.reduce((sum, part, k) => sum + part * Math.cos(0.01 * (k + 1) * j), 0))
  })
}

/** Σₖ sin(2 uₖ + 0.3 k) cos(0.01 (k + 1) j + u₁): curves whose phase moves. */
export const nonlinearSpectra = (rows: number, outputs: number) => (seed: number) => {
  const places = points(outputs)
  return generated({ rows, inputs: PARTS, outputs }, seed, (x, at, random) => {
    const u = Array.from({ length: PARTS }, () => either(random))
    x.set(u, at)
    const height = u.map((part, k) => Math.sin(2 * part + 0.3 * k))
    return Array.from(places, j => height.reduce((sum, part, k) => sum + part * Math.cos(0.01 * (k + 1) * j + u[1]), 0))
  })
}
