import { type Problem, sum, upTo } from './problem.js'

const { exp, sqrt, sin, cos } = Math

function watson(n: number, least: number): Problem {
  return {
    name: `Watson ${n}`,
    start: upTo(n, () => 0),
    residuals: x => [
      ...upTo(29, i => {
        const t = i / 29
        return (
          sum(x.map((value, j) => j * value * t ** Math.max(0, j - 1))) -
          sum(x.map((value, j) => value * t ** j)) ** 2 -
          1
        )
      }),
      x[0],
      x[1] - x[0] * x[0] - 1,
    ],
    least,
  }
}

/** Shifted Chebyshev polynomials of degree 1 to m, in the mean over x, less their integral over 0 … 1. */
function chebyquad(n: number, m: number, least: number): Problem {
  const integrals = upTo(m, i => (i % 2 === 0 ? 1 / (i * i - 1) : 0))
  return {
    name: `Chebyquad ${n}, ${m}`,
    start: upTo(n, j => j / (n + 1)),
    residuals: x => {
      const means = integrals.slice()
      for (const value of x) {
        let before = 1
        let now = 2 * value - 1
        for (let i = 0; i < m; i++) {
          means[i] += now / n
          const next = 2 * (2 * value - 1) * now - before
          before = now
          now = next
        }
      }
      return means
    },
    least,
  }
}

const linear = (
  name: string,
  m: number,
  rows: (x: readonly number[], i: number) => number,
  least: number,
): Problem => ({
  name: `${name} 5, ${m}`,
  start: upTo(5, () => 1),
  residuals: x => upTo(m, i => rows(x, i)),
  least,
})
const linears = (m: number): Problem[] => [
  linear('Linear full rank', m, (x, i) => (i <= 5 ? x[i - 1] : 0) - (2 / m) * sum([...x]) - 1, m - 5),
  linear(
    'Linear rank 1',
    m,
    (x, i) => i * sum(x.map((value, j) => (j + 1) * value)) - 1,
    (m * (m - 1)) / (2 * (2 * m + 1)),
  ),
  linear(
    'Linear rank 1, zero columns',
    m,
    (x, i) => (i === 1 || i === m ? 0 : (i - 1) * sum(x.map((value, j) => (j > 0 && j < 4 ? (j + 1) * value : 0)))) - 1,
    (m * m + 3 * m - 6) / (2 * (2 * m - 3)),
  ),
]

function brownAlmostLinear(n: number): Problem {
  return {
    name: `Brown almost-linear ${n}`,
    start: upTo(n, () => 0.5),
    residuals: x => {
      const total = sum(x)
      return [
        ...x.slice(0, n - 1).map(value => value + total - (n + 1)),
        x.reduce((product, value) => product * value, 1) - 1,
      ]
    },
    least: 0,
  }
}

function penalty1(n: number, least: number): Problem {
  return {
    name: `Penalty I ${n}`,
    start: upTo(n, j => j),
    residuals: x => [...x.map(value => sqrt(1e-5) * (value - 1)), sum(x.map(value => value * value)) - 0.25],
    least,
  }
}

function penalty2(n: number, least: number): Problem {
  return {
    name: `Penalty II ${n}`,
    start: upTo(n, () => 0.5),
    residuals: x => [
      x[0] - 0.2,
      ...upTo(n - 1, i => sqrt(1e-5) * (exp(x[i] / 10) + exp(x[i - 1] / 10) - exp((i + 1) / 10) - exp(i / 10))),
      ...upTo(n - 1, i => sqrt(1e-5) * (exp(x[i] / 10) - exp(-0.1))),
      sum(x.map((value, j) => (n - j) * value * value)) - 1,
    ],
    least,
  }
}

const N = 10
const h = 1 / (N + 1)
const bump = upTo(N, j => j * h * (j * h - 1))
const cubed = (x: readonly number[], j: number) => (x[j - 1] + j * h + 1) ** 3

/** Problems 20 to 35: of any number of parameters, here those of MINPACK's own tests, or 10. */
export const variable: readonly Problem[] = [
  watson(6, 2.287670054e-3),
  watson(9, 1.399760138e-6),
  watson(12, 4.722381106e-10),
  {
    name: 'Extended Rosenbrock',
    start: upTo(N, j => (j % 2 === 1 ? -1.2 : 1)),
    residuals: x => upTo(N, i => (i % 2 === 1 ? 10 * (x[i] - x[i - 1] ** 2) : 1 - x[i - 2])),
    least: 0,
  },
  {
    name: 'Extended Powell singular',
    start: upTo(12, j => [1, 3, -1, 0][j % 4]),
    residuals: x =>
      [0, 4, 8].flatMap(k => {
        const [a, b, c, d] = x.slice(k, k + 4)
        return [a + 10 * b, sqrt(5) * (c - d), (b - 2 * c) ** 2, sqrt(10) * (a - d) ** 2]
      }),
    least: 0,
  },
  penalty1(4, 2.249977501e-5),
  penalty1(10, 7.087651467e-5),
  penalty2(4, 9.376293007e-6),
  penalty2(10, 2.936605375e-4),
  {
    name: 'Variably dimensioned',
    start: upTo(N, j => 1 - j / N),
    residuals: x => {
      const moment = sum(x.map((value, j) => (j + 1) * (value - 1)))
      return [...x.map(value => value - 1), moment, moment * moment]
    },
    least: 0,
  },
  {
    name: 'Trigonometric',
    start: upTo(N, () => 1 / N),
    residuals: x => {
      const total = N - sum(x.map(cos))
      return x.map((value, i) => total + (i + 1) * (1 - cos(value)) - sin(value))
    },
    least: 0,
  },
  brownAlmostLinear(10),
  brownAlmostLinear(30),
  brownAlmostLinear(40),
  {
    name: 'Discrete boundary value',
    start: bump,
    residuals: x =>
      upTo(N, i => 2 * x[i - 1] - (i > 1 ? x[i - 2] : 0) - (i < N ? x[i] : 0) + (h * h * cubed(x, i)) / 2),
    least: 0,
  },
  {
    name: 'Discrete integral equation',
    start: bump,
    residuals: x =>
      upTo(N, i => {
        const below = sum(upTo(i, j => j * h * cubed(x, j)))
        const above = sum(upTo(N - i, k => (1 - (i + k) * h) * cubed(x, i + k)))
        return x[i - 1] + (h / 2) * ((1 - i * h) * below + i * h * above)
      }),
    least: 0,
  },
  {
    name: 'Broyden tridiagonal',
    start: upTo(N, () => -1),
    residuals: x => upTo(N, i => (3 - 2 * x[i - 1]) * x[i - 1] - (i > 1 ? x[i - 2] : 0) - (i < N ? 2 * x[i] : 0) + 1),
    least: 0,
  },
  {
    name: 'Broyden banded',
    start: upTo(N, () => -1),
    residuals: x =>
      upTo(N, i => {
        const near = x.slice(Math.max(0, i - 6), Math.min(N, i + 1))
        const own = x[i - 1] * (1 + x[i - 1])
        return x[i - 1] * (2 + 5 * x[i - 1] ** 2) + 1 - (sum(near.map(value => value * (1 + value))) - own)
      }),
    least: 0,
  },
  ...linears(10),
  ...linears(50),
  chebyquad(1, 8, 3.066527232),
  chebyquad(8, 8, 3.516873726e-3),
  chebyquad(9, 9, 0),
  chebyquad(10, 10, 4.772713696e-3),
]
