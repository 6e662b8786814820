import type { DataSet } from 'woodbury'
import { curve } from '../pictures/curve.ts'
import type { Problem } from './problem.ts'
import { uniform } from './random.ts'

const SAMPLES = 300
const NOISE = 0.15

const truth = (x: number) => Math.sin(3 * x) * Math.exp(-x * x)

function data(): DataSet {
  const next = uniform(7)
  const x = new Float64Array(SAMPLES)
  const y = new Float64Array(SAMPLES)
  for (let i = 0; i < SAMPLES; i++) {
    x[i] = 4 * next() - 2
    // The sum of three is close enough to normal.
    y[i] = truth(x[i]) + NOISE * (2 * (next() + next() + next()) - 3)
  }
  const shape = [SAMPLES, 1] as const
  return { x: { data: x, shape }, y: { data: y, shape }, task: 'regression', standardize: false, hints: [] }
}

export const noisy = (): Problem => ({
  title: 'A noisy function of one number',
  train: data(),
  hidden: '32',
  steps: 300,
  noise: 'some',
  picture: curve(data(), truth),
  code: `const x = Array.from({ length: 300 }, () => [4 * Math.random() - 2])
const data = { x, y: x.map(([t]) => [Math.sin(3 * t) * Math.exp(-t * t) + 0.3 * (Math.random() - 0.5)]) }`,
})
