import { PURPOSE, type Random, stream } from '../../../src/random/index.js'
import { either, generated } from './generated.js'

/** Uniform in ±½ of its size. */
const jitter = (noise: number, random: Random): number => noise * (random.uniform() - 0.5)

/** y = sin(3 x₀) + noise on 1 input in ±1. */
export const wave = (rows: number, noise: number) => (seed: number) =>
  generated({ rows, inputs: 1 }, seed, (x, at, random) => {
    x[at] = either(random)
    return [Math.sin(3 * x[at]) + jitter(noise, random)]
  })

const INPUTS = 20

/** y = sin(3 x₀) x₁ + x₂ x₃ + noise on 20 inputs in ±1. */
export const smooth = (rows: number, noise: number) => (seed: number) =>
  generated({ rows, inputs: INPUTS }, seed, (x, at, random) => {
    for (let k = 0; k < INPUTS; k++) x[at + k] = either(random)
    return [Math.sin(3 * x[at]) * x[at + 1] + x[at + 2] * x[at + 3] + jitter(noise, random)]
  })

/** The same function as tables often are: inputs in 0 … 4, targets around 5 with a spread of several. */
export const rawSmooth = (rows: number) => (seed: number) =>
  generated({ rows, inputs: INPUTS }, seed, (x, at, random) => {
    const u = Array.from({ length: INPUTS }, () => either(random))
    x.set(
      u.map(value => 2 + 2 * value),
      at,
    )
    return [5 + 10 * (Math.sin(3 * u[0]) * u[1] + u[2] * u[3])]
  })

/**
 * A table as towing tanks give them: 6 inputs in 0 … 1, one of which rules by its sixth power (y in 0 … 90), noise uniform in ±½.
 */
export const resistance = (rows: number) => (seed: number) =>
  generated({ rows, inputs: 6 }, seed, (x, at, random) => {
    for (let k = 0; k < 6; k++) x[at + k] = random.uniform()
    const [speed, a, b, c, d] = x.subarray(at, at + 5)
    return [60 * speed ** 6 * (1 + 0.3 * a * b + 0.2 * Math.sin(2 * c)) + 2 * speed * d + jitter(1, random)]
  })

const CATEGORIES = 8
const LEVELS = 25

/** 8 categories of 25 levels as 200 inputs that are 0 or 1: effects, one product of two of them, noise. */
export const oneHot = (rows: number, noise: number) => (seed: number) => {
  const effects = stream(seed, PURPOSE.generateData, 2)
  const effect = Float64Array.from({ length: CATEGORIES * LEVELS }, () => effects.normal())
  return generated({ rows, inputs: CATEGORIES * LEVELS }, seed, (x, at, random) => {
    const told = Array.from({ length: CATEGORIES }, (_, category) => {
      const place = category * LEVELS + random.below(LEVELS)
      x[at + place] = 1
      return effect[place]
    })
    return [told.reduce((sum, value) => sum + value) + told[0] * told[1] + jitter(noise, random)]
  })
}
