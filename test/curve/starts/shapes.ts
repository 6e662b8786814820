/** A curve whose parameters are far from 1, and where it is looked at. */
export interface Shape {
  readonly name: string
  readonly model: string
  readonly truth: Readonly<Record<string, number>>
  readonly x: readonly number[]
  readonly value: (x: number) => number
}

const { exp, sin, PI } = Math

const spaced = (from: number, to: number, count = 60) =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1))
const hill = (u: number) => exp((-u * u) / 2)

export const shapes: readonly Shape[] = [
  {
    name: 'decay',
    model: 'a*exp(-b*x)+c',
    truth: { a: 5, b: 0.7, c: 1 },
    x: spaced(0, 8),
    value: x => 5 * exp(-0.7 * x) + 1,
  },
  {
    name: 'biexponential',
    model: 'a*exp(-b*x)+c*exp(-d*x)',
    truth: { a: 5, b: 3, c: 2, d: 0.25 },
    x: spaced(0, 8),
    value: x => 5 * exp(-3 * x) + 2 * exp(-x / 4),
  },
  {
    name: 'gaussian',
    model: 'a*exp(-(x-b)^2/(2*c^2))+d',
    truth: { a: 4, b: 31, c: 2, d: 0.5 },
    x: spaced(0, 50),
    value: x => 4 * hill((x - 31) / 2) + 0.5,
  },
  {
    name: 'lorentzian',
    model: 'a/(1+((x-b)/c)^2)+d',
    truth: { a: 4, b: 31, c: 2, d: 0.5 },
    x: spaced(0, 50),
    value: x => 4 / (1 + ((x - 31) / 2) ** 2) + 0.5,
  },
  {
    name: 'logistic',
    model: 'a/(1+exp(-b*(x-c)))+d',
    truth: { a: 6, b: 1.3, c: 14, d: 1 },
    x: spaced(0, 25),
    value: x => 6 / (1 + exp(-1.3 * (x - 14))) + 1,
  },
  {
    name: 'power law',
    model: 'a*x^b+c',
    truth: { a: 2, b: 1.7, c: 3 },
    x: spaced(0.5, 20),
    value: x => 2 * x ** 1.7 + 3,
  },
  {
    name: 'Michaelis–Menten',
    model: 'v*x/(k+x)',
    truth: { v: 7, k: 3 },
    x: spaced(0.2, 30),
    value: x => (7 * x) / (3 + x),
  },
  {
    name: 'damped sine',
    model: 'a*exp(-b*x)*sin(w*x+p)+c',
    truth: { a: 3, b: 0.2, w: 5, p: 0.8, c: 0.3 },
    x: spaced(0, 10),
    value: x => 3 * exp(-0.2 * x) * sin(5 * x + 0.8) + 0.3,
  },
  {
    name: 'Gompertz',
    model: 'a*exp(-b*exp(-c*x))',
    truth: { a: 8, b: 6, c: 0.35 },
    x: spaced(0, 20),
    value: x => 8 * exp(-6 * exp(-0.35 * x)),
  },
  {
    name: 'rational',
    model: '(a+b*x)/(1+c*x+d*x^2)',
    truth: { a: 1, b: 2, c: -0.22, d: 0.03 },
    x: spaced(0, 10),
    value: x => (1 + 2 * x) / (1 - 0.22 * x + 0.03 * x * x),
  },
  {
    name: 'two gaussians',
    model: 'a*exp(-(x-b)^2/(2*c^2))+d*exp(-(x-e)^2/(2*f^2))',
    truth: { a: 4, b: 14, c: 2, d: 3, e: 31, f: 4 },
    x: spaced(0, 50),
    value: x => 4 * hill((x - 14) / 2) + 3 * hill((x - 31) / 4),
  },
  {
    name: 'stretched exponential',
    model: 'a*exp(-(x/t)^b)+c',
    truth: { a: 5, t: 3, b: 0.6, c: 0.4 },
    x: spaced(0.02, 20),
    value: x => 5 * exp(-((x / 3) ** 0.6)) + 0.4,
  },
  {
    name: 'dose response over six decades',
    model: 'd+(a-d)/(1+(x/c)^b)',
    truth: { a: 1, b: 1.4, c: 3e-6, d: 9 },
    x: spaced(-9, -3, 30).map(power => 10 ** power),
    value: x => 9 - 8 / (1 + (x / 3e-6) ** 1.4),
  },
  {
    name: 'wave in turns',
    model: 'a*sin(2*pi*f*x+p)+c',
    truth: { a: 2, f: 0.37, p: 0.5, c: 4 },
    x: spaced(0, 30),
    value: x => 2 * sin(2 * PI * 0.37 * x + 0.5) + 4,
  },
]
