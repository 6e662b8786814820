import * as fc from 'fast-check'

/** Complex numbers as pairs, enough for derivatives by a complex step. */
type Complex = readonly [re: number, im: number]

const mul = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c]
const exp = ([a, b]: Complex): Complex => [Math.exp(a) * Math.cos(b), Math.exp(a) * Math.sin(b)]
const log = ([a, b]: Complex): Complex => [Math.log(Math.hypot(a, b)), Math.atan2(b, a)]
const inverse = ([a, b]: Complex): Complex => [a / (a * a + b * b), -b / (a * a + b * b)]
const power = (u: Complex, v: Complex) => exp(mul(v, log(u)))
const sinh = ([a, b]: Complex): Complex => [Math.sinh(a) * Math.cos(b), Math.cosh(a) * Math.sin(b)]
const cosh = ([a, b]: Complex): Complex => [Math.cosh(a) * Math.cos(b), Math.sinh(a) * Math.sin(b)]
const sin = ([a, b]: Complex): Complex => [Math.sin(a) * Math.cosh(b), Math.cos(a) * Math.sinh(b)]
const cos = ([a, b]: Complex): Complex => [Math.cos(a) * Math.cosh(b), -Math.sin(a) * Math.sinh(b)]

/** An expression as text, and computed without the code under test. */
export interface RandomExpression {
  readonly text: string
  readonly at: (symbols: Readonly<Record<string, Complex>>) => Complex
}

type Unary = readonly [text: (u: string) => string, at: (u: Complex) => Complex]
const offset = ([a, b]: Complex): Complex => [a + 2, b]
const unary: readonly Unary[] = [
  [u => `-${u}`, ([a, b]) => [-a, -b]],
  [u => `exp(tanh(${u}))`, u => exp(mul(sinh(u), inverse(cosh(u))))],
  [u => `log(2 + sin(${u}))`, u => log(offset(sin(u)))],
  [u => `log10(2 + cos(${u}))`, u => mul(log(offset(cos(u))), [Math.LOG10E, 0])],
  [u => `sqrt(2 + sin(${u}))`, u => power(offset(sin(u)), [0.5, 0])],
  [u => `tan(sin(${u}))`, u => mul(sin(sin(u)), inverse(cos(sin(u))))],
  [u => `sinh(cos(${u}))`, u => sinh(cos(u))],
  [u => `cosh(cos(${u}))`, u => cosh(cos(u))],
  [u => `cos(${u})^2`, u => mul(cos(u), cos(u))],
  [u => `sin(${u})**3`, u => mul(sin(u), mul(sin(u), sin(u)))],
  [u => `(2 + sin(${u}))^-1`, u => inverse(offset(sin(u)))],
  [u => `(2 + sin(${u}))^0.5`, u => power(offset(sin(u)), [0.5, 0])],
  [u => `(2 + sin(${u}))^-2.5`, u => power(offset(sin(u)), [-2.5, 0])],
]
type Binary = readonly [text: (u: string, v: string) => string, at: (u: Complex, v: Complex) => Complex]
const binary: readonly Binary[] = [
  [(u, v) => `${u} + ${v}`, ([a, b], [c, d]) => [a + c, b + d]],
  [(u, v) => `${u} - ${v}`, ([a, b], [c, d]) => [a - c, b - d]],
  [(u, v) => `${u}*${v}`, mul],
  [(u, v) => `${u}/(2 + cos(${v}))`, (u, v) => mul(u, inverse(offset(cos(v))))],
  [(u, v) => `(2 + cos(${u}))^sin(${v})`, (u, v) => power(offset(cos(u)), sin(v))],
  [
    (u, v) => `pow(2 + cos(${u}), ${v}/(1 + ${v}*${v}))`,
    (u, v) => {
      const [a, b] = mul(v, v)
      return power(offset(cos(u)), mul(v, inverse([1 + a, b])))
    },
  ],
]

/** Expressions in the names, of values below about 2⁸ where those of the names are below 2, far from any kink. */
export const randomExpression = (names: readonly string[]): fc.Arbitrary<RandomExpression> =>
  fc.letrec<{ tree: RandomExpression }>(tie => {
    const tree = tie('tree')
    const made = (text: string, at: RandomExpression['at']): RandomExpression => ({ text, at })
    return {
      tree: fc.oneof(
        { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
        fc.constantFrom(...names).map(name => made(name, symbols => symbols[name])),
        fc.integer({ min: -8, max: 8 }).map(k => made(`(${k / 4})`, () => [k / 4, 0])),
        fc
          .tuple(fc.constantFrom(...unary), tree)
          .map(([[text, at], u]) => made(`(${text(u.text)})`, symbols => at(u.at(symbols)))),
        fc
          .tuple(fc.constantFrom(...binary), tree, tree)
          .map(([[text, at], u, v]) => made(`(${text(u.text, v.text)})`, symbols => at(u.at(symbols), v.at(symbols)))),
      ),
    }
  }).tree
