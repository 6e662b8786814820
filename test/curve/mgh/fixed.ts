import { literature } from '../nist/literature.js'
import { type Problem, upTo } from './problem.js'

const { exp, sqrt, sin, cos, abs, log, atan, PI } = Math
const [meyer, osborne] = ['MGH10', 'MGH17'].map(name => literature.find(set => set.name === name)?.y ?? [])

const bard = [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39]
const gaussian = [0.0009, 0.0044, 0.0175, 0.054, 0.1295, 0.242, 0.3521, 0.3989]
const kowalik = [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246]
const kowalikU = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625]
const osborne2 = [
  1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655, 0.616, 0.606, 0.602,
  0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.5, 0.423, 0.395, 0.375,
  0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591,
  0.559, 0.597, 0.625, 0.739, 0.71, 0.729, 0.72, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054,
]

/** The turn of (x, y) in units of 2π, from −¼ to ¾. */
const turn = (x: number, y: number) => (x === 0 ? 0.25 * Math.sign(y) : atan(y / x) / (2 * PI) + (x < 0 ? 0.5 : 0))

/** Problems 1 to 19: of so many parameters and residuals. */
export const fixed: readonly Problem[] = [
  {
    name: 'Rosenbrock',
    start: [-1.2, 1],
    residuals: ([x, y]) => [10 * (y - x * x), 1 - x],
    least: 0,
  },
  {
    name: 'Freudenstein–Roth',
    start: [0.5, -2],
    residuals: ([x, y]) => [-13 + x + ((5 - y) * y - 2) * y, -29 + x + ((y + 1) * y - 14) * y],
    least: 0,
  },
  {
    name: 'Powell badly scaled',
    start: [0, 1],
    residuals: ([x, y]) => [1e4 * x * y - 1, exp(-x) + exp(-y) - 1.0001],
    least: 0,
  },
  {
    name: 'Brown badly scaled',
    start: [1, 1],
    residuals: ([x, y]) => [x - 1e6, y - 2e-6, x * y - 2],
    least: 0,
  },
  {
    name: 'Beale',
    start: [1, 1],
    residuals: ([x, y]) => [1.5, 2.25, 2.625].map((value, i) => value - x * (1 - y ** (i + 1))),
    least: 0,
  },
  {
    name: 'Jennrich–Sampson',
    start: [0.3, 0.4],
    residuals: ([x, y]) => upTo(10, i => 2 + 2 * i - (exp(i * x) + exp(i * y))),
    least: 124.3621824,
  },
  {
    name: 'Helical valley',
    start: [-1, 0, 0],
    residuals: ([x, y, z]) => [10 * (z - 10 * turn(x, y)), 10 * (sqrt(x * x + y * y) - 1), z],
    least: 0,
  },
  {
    name: 'Bard',
    start: [1, 1, 1],
    residuals: ([a, b, c]) => upTo(15, i => bard[i - 1] - (a + i / ((16 - i) * b + Math.min(i, 16 - i) * c))),
    least: 8.214877307e-3,
  },
  {
    name: 'Gaussian',
    start: [0.4, 1, 0],
    residuals: ([a, b, c]) =>
      upTo(15, i => a * exp((-b * ((8 - i) / 2 - c) ** 2) / 2) - gaussian[Math.min(i, 16 - i) - 1]),
    least: 1.12793277e-8,
  },
  {
    name: 'Meyer',
    start: [0.02, 4000, 250],
    residuals: ([a, b, c]) => upTo(16, i => a * exp(b / (45 + 5 * i + c)) - meyer[i - 1]),
    least: 87.94585517,
  },
  {
    // The paper prints a product where the difference |yᵢ − x₂| is meant.
    name: 'Gulf research',
    start: [5, 2.5, 0.15],
    residuals: ([a, b, c]) => upTo(99, i => exp(-(abs(25 + (-50 * log(i / 100)) ** (2 / 3) - b) ** c) / a) - i / 100),
    least: 0,
  },
  {
    name: 'Box three-dimensional',
    start: [0, 10, 20],
    residuals: ([a, b, c]) => upTo(10, i => exp(-0.1 * i * a) - exp(-0.1 * i * b) - c * (exp(-0.1 * i) - exp(-i))),
    least: 0,
  },
  {
    name: 'Powell singular',
    start: [3, -1, 0, 1],
    residuals: ([a, b, c, d]) => [a + 10 * b, sqrt(5) * (c - d), (b - 2 * c) ** 2, sqrt(10) * (a - d) ** 2],
    least: 0,
  },
  {
    name: 'Wood',
    start: [-3, -1, -3, -1],
    residuals: ([a, b, c, d]) => [
      10 * (b - a * a),
      1 - a,
      sqrt(90) * (d - c * c),
      1 - c,
      sqrt(10) * (b + d - 2),
      (b - d) / sqrt(10),
    ],
    least: 0,
  },
  {
    name: 'Kowalik–Osborne',
    start: [0.25, 0.39, 0.415, 0.39],
    residuals: ([a, b, c, d]) => kowalikU.map((u, i) => kowalik[i] - (a * (u * u + u * b)) / (u * u + u * c + d)),
    least: 3.075056038e-4,
  },
  {
    name: 'Brown–Dennis',
    start: [25, 5, -5, -1],
    residuals: ([a, b, c, d]) =>
      upTo(20, i => (a + (i / 5) * b - exp(i / 5)) ** 2 + (c + d * sin(i / 5) - cos(i / 5)) ** 2),
    least: 85822.20163,
  },
  {
    name: 'Osborne 1',
    start: [0.5, 1.5, -1, 0.01, 0.02],
    residuals: ([a, b, c, d, e]) => osborne.map((y, i) => y - (a + b * exp(-10 * i * d) + c * exp(-10 * i * e))),
    least: 5.464894697e-5,
  },
  {
    name: 'Biggs EXP6',
    start: [1, 2, 1, 1, 1, 1],
    residuals: ([a, b, c, d, e, f]) =>
      upTo(13, i => {
        const t = 0.1 * i
        const y = exp(-t) - 5 * exp(-10 * t) + 3 * exp(-4 * t)
        return c * exp(-t * a) - d * exp(-t * b) + f * exp(-t * e) - y
      }),
    least: 0,
  },
  {
    name: 'Osborne 2',
    start: [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5],
    residuals: x =>
      osborne2.map((y, i) => {
        const t = i / 10
        const bell = (k: number) => x[k] * exp(-((t - x[k + 7]) ** 2) * x[k + 4])
        return y - (x[0] * exp(-t * x[4]) + bell(1) + bell(2) + bell(3))
      }),
    least: 4.013773629e-2,
  },
]
