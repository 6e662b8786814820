import * as ready from '../../../src/curve/ready/index.js'
import type { ReadyModel } from '../../../src/curve/ready/ready-model.js'

const even = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1))
const decades = (from: number, to: number, count: number) => even(from, to, count).map(at => 10 ** at)
const uneven = (from: number, to: number, count: number) =>
  even(from, to, count).map((at, i) => at + (0.4 * (to - from) * Math.sin(7 * i)) / count)

export interface Set {
  readonly model: ReadyModel
  readonly x: readonly number[]
  readonly truth: readonly number[]
}

const sets = (model: ReadyModel, ...rows: [number[], number[]][]): Set[] =>
  rows.map(([x, truth]) => ({ model, x, truth }))

/** Three sets of parameters for each model, on points as such data have them. */
export const everyModel: readonly Set[] = [
  ...sets(
    ready.gaussian(),
    [even(0, 10, 60), [3, 4, 0.7]],
    [even(-5, 5, 200), [-2, 1, 1.5]],
    [even(0, 1, 25), [1e4, 0.9, 0.2]],
  ),
  ...sets(
    ready.lorentzian(),
    [even(0, 10, 60), [3, 4, 0.7]],
    [even(-5, 5, 200), [-2, 1, 0.4]],
    [even(0, 1, 25), [1e4, 0.8, 0.2]],
  ),
  ...sets(
    ready.pseudoVoigt(),
    [even(0, 10, 60), [3, 4, 1.5, 0.3]],
    [even(-5, 5, 200), [-2, 1, 1, 0.7]],
    [even(0, 1, 50), [1e4, 0.6, 0.2, 0.5]],
  ),
  ...sets(
    ready.exponentialDecay(),
    [even(0, 10, 30), [5, 0.6]],
    [even(60, 3060, 90), [90, 0.0025]],
    [uneven(0, 1, 20), [-2, 30]],
  ),
  ...sets(
    ready.exponentialDecayOffset(),
    [even(0, 10, 30), [5, 0.6, 1]],
    [even(60, 3060, 90), [80, 0.0025, 20]],
    [even(36, 72, 37), [1.9, -0.1, -170]],
  ),
  ...sets(
    ready.exponentialGrowth(),
    [even(0, 10, 30), [5, 0.3]],
    [even(1990, 2020, 31), [2e-85, 0.1]],
    [uneven(0, 1, 20), [-2, 8]],
  ),
  ...sets(
    ready.biexponential(),
    [even(0, 10, 60), [5, 2, 3, 0.3]],
    [even(0, 4000, 100), [80, 0.02, 20, 0.001]],
    [decades(-2, 1, 40), [1, 20, -1, 0.5]],
  ),
  ...sets(
    ready.logistic(),
    [even(0, 10, 30), [5, 4, 1.2]],
    [even(1900, 2000, 40), [1e6, 1970, 0.08]],
    [even(-3, 3, 20), [2, 0, -4]],
  ),
  ...sets(
    ready.logistic4(),
    [decades(-11, -4, 10), [5, 96, 1.2e-7, 1.1]],
    [
      [0, 0, 0.94, 1.88, 3.75, 7.5, 15, 30],
      [0.5, 7.8, 3, -3],
    ],
    [decades(0, 7, 24), [-1, 1, 3000, 0.6]],
  ),
  ...sets(
    ready.logistic5(),
    [decades(-9, -3, 24), [5, 96, 1e-6, 1.1, 0.5]],
    [
      [0, ...decades(-2, 3, 30)],
      [0, 8, 3, -2, 2],
    ],
    [decades(0, 5, 24), [-1, 1, 300, 1, 3]],
  ),
  ...sets(
    ready.gompertz(),
    [even(0, 10, 30), [5, 4, 1.2]],
    [even(1900, 2000, 40), [1e6, 1950, 0.06]],
    [even(-3, 3, 20), [2, 0, -2]],
  ),
  ...sets(
    ready.michaelisMenten(),
    [even(0, 10, 12), [5, 1.5]],
    [decades(-2, 0, 12), [200, 0.05]],
    [decades(-7, -5, 9), [-3, 1e-5]],
  ),
  ...sets(
    ready.hill(),
    [even(0, 10, 12), [5, 2.5, 2]],
    [decades(-2, 1, 16), [200, 0.5, 0.7]],
    [decades(-7, -4, 12), [3, 1e-5, 4]],
  ),
  ...sets(
    ready.langmuir(),
    [even(0, 125, 8), [366, 0.07]],
    [decades(-2, 1, 12), [2, 3]],
    [decades(3, 6, 9), [3, 1e-5]],
  ),
  ...sets(
    ready.powerLaw(),
    [even(0, 10, 20), [5, 1.7]],
    [decades(-2, 3, 20), [2, -0.6]],
    [even(100, 130, 20), [1e-9, 6]],
  ),
  ...sets(
    ready.powerLawOffset(),
    [even(0, 10, 20), [5, 1.7, -3]],
    [decades(-1, 2, 20), [2, -0.6, 4]],
    [even(1, 40, 30), [-3, 0.4, 10]],
  ),
  ...sets(ready.line(), [even(0, 10, 20), [5, 1.7]], [even(2e6, 2e6 + 9, 20), [-1, 2e6]], [even(-1, 1, 5), [3, -1e-3]]),
  ...sets(ready.constant(), [even(0, 10, 20), [5]], [[1], [-3]], [even(0, 1, 5), [1e-9]]),
  ...sets(
    ready.polynomial(3),
    [even(0, 10, 20), [5, 1, -2, 0.3]],
    [even(-1, 1, 9), [1, 2, 3, 4]],
    [even(100, 110, 30), [1, 1, 1, 1]],
  ),
  ...sets(
    ready.sine(),
    [even(0, 100, 300), [1, 1.759, 0.2]],
    [uneven(0, 5, 80), [40, 30, -1]],
    [even(0, 20, 40), [3, 0.4, 2]],
  ),
  ...sets(
    ready.dampedSine(),
    [even(0, 15, 301), [5, 2, -0.1, 0.2]],
    [uneven(0, 5, 120), [40, 20, 1, 1]],
    [even(0, 1, 400), [3, 150, 2, 4]],
  ),
]
