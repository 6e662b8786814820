import type { DataSet } from 'woodbury'
import { surface } from '../pictures/surface.ts'
import type { Problem } from './problem.ts'
import { uniform } from './random.ts'

const SAMPLES = 600
const TURNS = 1.75

function data(): DataSet {
  const next = uniform(3)
  const x = new Float64Array(2 * SAMPLES)
  const y = new Int32Array(SAMPLES)
  for (let i = 0; i < SAMPLES; i++) {
    y[i] = i % 2
    const t = 0.05 + 0.95 * Math.sqrt(next())
    const angle = 2 * Math.PI * TURNS * t + Math.PI * y[i]
    x[2 * i] = t * Math.cos(angle) + 0.03 * (next() - 0.5)
    x[2 * i + 1] = t * Math.sin(angle) + 0.03 * (next() - 0.5)
  }
  const base = { x: { data: x, shape: [SAMPLES, 2] as const }, y, classes: ['first', 'second'] }
  return { ...base, task: 'classification', standardize: false, hints: [] }
}

export const spirals = (): Problem => ({
  title: 'Two spirals',
  train: data(),
  hidden: '32, 32',
  steps: 400,
  noise: 'some',
  picture: surface(data()),
  code: `const at = (t, turn) => [t * Math.cos(11 * t + turn), t * Math.sin(11 * t + turn)]
const y = Array.from({ length: 600 }, (_, i) => i % 2)
const data = { x: y.map(k => at(Math.sqrt(Math.random()), Math.PI * k)), y }`,
})
