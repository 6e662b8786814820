import type { Maths, Value } from '../../../src/curve/expression/maths.js'

type X = never
/** A model of the NIST sets in the three forms that fitCurve takes; parameters are b1, b2 … as in the files. */
export interface Forms {
  readonly expression: string
  readonly onMaths: (x: X, b: X, m: Maths) => unknown
  readonly plain: (x: X, b: X) => number
}
type V = Value
type P<T> = Readonly<Record<string, T>>
const { exp, cos, sin, atan, PI } = Math

const forms = (
  expression: string,
  onMaths: (x: V, b: P<V>, m: Maths) => V,
  plain: (x: number, b: P<number>) => number,
): Forms => ({ expression, onMaths: onMaths as Forms['onMaths'], plain: plain as Forms['plain'] })

const saturation = forms(
  'b1*(1 - exp(-b2*x))',
  (x, b, m) => m.mul(b.b1, m.sub(1, m.exp(m.neg(m.mul(b.b2, x))))),
  (x, b) => b.b1 * (1 - exp(-b.b2 * x)),
)
const chwirut = forms(
  'exp(-b1*x)/(b2 + b3*x)',
  (x, b, m) => m.div(m.exp(m.neg(m.mul(b.b1, x))), m.add(b.b2, m.mul(b.b3, x))),
  (x, b) => exp(-b.b1 * x) / (b.b2 + b.b3 * x),
)
const bell = (m: Maths, x: V, height: V, centre: V, width: V) =>
  m.mul(height, m.exp(m.neg(m.pow(m.div(m.sub(x, centre), width), 2))))
const gauss = forms(
  'b1*exp(-b2*x) + b3*exp(-(x - b4)^2/b5^2) + b6*exp(-(x - b7)^2/b8^2)',
  (x, b, m) =>
    m.add(m.mul(b.b1, m.exp(m.neg(m.mul(b.b2, x)))), bell(m, x, b.b3, b.b4, b.b5), bell(m, x, b.b6, b.b7, b.b8)),
  (x, b) =>
    b.b1 * exp(-b.b2 * x) + b.b3 * exp(-((x - b.b4) ** 2) / b.b5 ** 2) + b.b6 * exp(-((x - b.b7) ** 2) / b.b8 ** 2),
)
const decay = (m: Maths, x: V, height: V, rate: V) => m.mul(height, m.exp(m.neg(m.mul(rate, x))))
const lanczos = forms(
  'b1*exp(-b2*x) + b3*exp(-b4*x) + b5*exp(-b6*x)',
  (x, b, m) => m.add(decay(m, x, b.b1, b.b2), decay(m, x, b.b3, b.b4), decay(m, x, b.b5, b.b6)),
  (x, b) => b.b1 * exp(-b.b2 * x) + b.b3 * exp(-b.b4 * x) + b.b5 * exp(-b.b6 * x),
)
const cubic = (m: Maths, x: V, a: V, b: V, c: V, d: V) =>
  m.add(a, m.mul(b, x), m.mul(c, m.pow(x, 2)), m.mul(d, m.pow(x, 3)))
const rational = forms(
  '(b1 + b2*x + b3*x^2 + b4*x^3)/(1 + b5*x + b6*x^2 + b7*x^3)',
  (x, b, m) => m.div(cubic(m, x, b.b1, b.b2, b.b3, b.b4), cubic(m, x, 1, b.b5, b.b6, b.b7)),
  (x, b) => (b.b1 + b.b2 * x + b.b3 * x * x + b.b4 * x ** 3) / (1 + b.b5 * x + b.b6 * x * x + b.b7 * x ** 3),
)
const wave = (m: Maths, x: V, period: V, cosine: V, sine: V) => {
  const angle = m.div(m.mul(2, m.pi, x), period)
  return m.add(m.mul(cosine, m.cos(angle)), m.mul(sine, m.sin(angle)))
}
const waveOf = (x: number, period: number, cosine: number, sine: number) =>
  cosine * cos((2 * PI * x) / period) + sine * sin((2 * PI * x) / period)
const enso = forms(
  'b1 + b2*cos(2*pi*x/12) + b3*sin(2*pi*x/12) + b5*cos(2*pi*x/b4) + b6*sin(2*pi*x/b4) + b8*cos(2*pi*x/b7) + b9*sin(2*pi*x/b7)',
  (x, b, m) => m.add(b.b1, wave(m, x, 12, b.b2, b.b3), wave(m, x, b.b4, b.b5, b.b6), wave(m, x, b.b7, b.b8, b.b9)),
  (x, b) => b.b1 + waveOf(x, 12, b.b2, b.b3) + waveOf(x, b.b4, b.b5, b.b6) + waveOf(x, b.b7, b.b8, b.b9),
)

export const models: Readonly<Record<string, Forms>> = {
  Bennett5: forms(
    'b1*(b2 + x)^(-1/b3)',
    (x, b, m) => m.mul(b.b1, m.pow(m.add(b.b2, x), m.div(-1, b.b3))),
    (x, b) => b.b1 * (b.b2 + x) ** (-1 / b.b3),
  ),
  BoxBOD: saturation,
  Chwirut1: chwirut,
  Chwirut2: chwirut,
  DanWood: forms(
    'b1*x^b2',
    (x, b, m) => m.mul(b.b1, m.pow(x, b.b2)),
    (x, b) => b.b1 * x ** b.b2,
  ),
  ENSO: enso,
  Eckerle4: forms(
    'b1/b2*exp(-0.5*((x - b3)/b2)^2)',
    (x, b, m) => m.mul(m.div(b.b1, b.b2), m.exp(m.mul(-0.5, m.pow(m.div(m.sub(x, b.b3), b.b2), 2)))),
    (x, b) => (b.b1 / b.b2) * exp(-0.5 * ((x - b.b3) / b.b2) ** 2),
  ),
  Gauss1: gauss,
  Gauss3: gauss,
  Hahn1: rational,
  Lanczos1: lanczos,
  Lanczos2: lanczos,
  Lanczos3: lanczos,
  MGH09: forms(
    'b1*(x^2 + x*b2)/(x^2 + x*b3 + b4)',
    (x, b, m) => m.div(m.mul(b.b1, m.add(m.pow(x, 2), m.mul(x, b.b2))), m.add(m.pow(x, 2), m.mul(x, b.b3), b.b4)),
    (x, b) => (b.b1 * (x * x + x * b.b2)) / (x * x + x * b.b3 + b.b4),
  ),
  MGH10: forms(
    'b1*exp(b2/(x + b3))',
    (x, b, m) => m.mul(b.b1, m.exp(m.div(b.b2, m.add(x, b.b3)))),
    (x, b) => b.b1 * exp(b.b2 / (x + b.b3)),
  ),
  MGH17: forms(
    'b1 + b2*exp(-x*b4) + b3*exp(-x*b5)',
    (x, b, m) => m.add(b.b1, decay(m, x, b.b2, b.b4), decay(m, x, b.b3, b.b5)),
    (x, b) => b.b1 + b.b2 * exp(-x * b.b4) + b.b3 * exp(-x * b.b5),
  ),
  Misra1a: saturation,
  Misra1b: forms(
    'b1*(1 - (1 + b2*x/2)^-2)',
    (x, b, m) => m.mul(b.b1, m.sub(1, m.pow(m.add(1, m.div(m.mul(b.b2, x), 2)), -2))),
    (x, b) => b.b1 * (1 - (1 + (b.b2 * x) / 2) ** -2),
  ),
  Misra1c: forms(
    'b1*(1 - (1 + 2*b2*x)^-0.5)',
    (x, b, m) => m.mul(b.b1, m.sub(1, m.pow(m.add(1, m.mul(2, b.b2, x)), -0.5))),
    (x, b) => b.b1 * (1 - (1 + 2 * b.b2 * x) ** -0.5),
  ),
  Misra1d: forms(
    'b1*b2*x/(1 + b2*x)',
    (x, b, m) => m.div(m.mul(b.b1, b.b2, x), m.add(1, m.mul(b.b2, x))),
    (x, b) => (b.b1 * b.b2 * x) / (1 + b.b2 * x),
  ),
  Nelson: {
    expression: 'b1 - b2*x1*exp(-b3*x2)',
    onMaths: ((x: readonly V[], b: P<V>, m: Maths) =>
      m.sub(b.b1, m.mul(b.b2, x[0], m.exp(m.neg(m.mul(b.b3, x[1])))))) as Forms['onMaths'],
    plain: ((x: readonly number[], b: P<number>) => b.b1 - b.b2 * x[0] * exp(-b.b3 * x[1])) as Forms['plain'],
  },
  Rat42: forms(
    'b1/(1 + exp(b2 - b3*x))',
    (x, b, m) => m.div(b.b1, m.add(1, m.exp(m.sub(b.b2, m.mul(b.b3, x))))),
    (x, b) => b.b1 / (1 + exp(b.b2 - b.b3 * x)),
  ),
  Rat43: forms(
    'b1/(1 + exp(b2 - b3*x))^(1/b4)',
    (x, b, m) => m.div(b.b1, m.pow(m.add(1, m.exp(m.sub(b.b2, m.mul(b.b3, x)))), m.div(1, b.b4))),
    (x, b) => b.b1 / (1 + exp(b.b2 - b.b3 * x)) ** (1 / b.b4),
  ),
  Roszman1: forms(
    'b1 - b2*x - atan(b3/(x - b4))/pi',
    (x, b, m) => m.sub(m.sub(b.b1, m.mul(b.b2, x)), m.div(m.atan(m.div(b.b3, m.sub(x, b.b4))), m.pi)),
    (x, b) => b.b1 - b.b2 * x - atan(b.b3 / (x - b.b4)) / PI,
  ),
  Thurber: rational,
}
