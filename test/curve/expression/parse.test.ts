import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Graph } from '../../../src/curve/expression/graph.js'
import { namesOf, parse } from '../../../src/curve/expression/parse.js'
import { WoodburyError } from '../../../src/errors.js'
import { numberOf } from './compile.js'

function refusal(call: () => unknown): WoodburyError {
  try {
    call()
  } catch (error) {
    assert.instance(error, WoodburyError)
    assert.is((error as WoodburyError).code, 'BAD_MODEL')
    return error as WoodburyError
  }
  throw new Error('nothing was refused')
}

const values: readonly (readonly [text: string, value: number])[] = [
  ['-3^2', -9],
  ['(-3)^2', 9],
  ['2^3^2', 512],
  ['2^-2', 0.25],
  ['2**-2**2', 2 ** -4],
  ['2^-2*8', 2],
  ['10-4-3', 3],
  ['24/4/3', 2],
  ['24/4*3', 18],
  ['2+3*4', 14],
  ['(2+3)*4', 20],
  ['-2*3', -6],
  ['2*-3', -6],
  ['2 - -3', 5],
  ['+-+2', -2],
  ['-2^0.5^2', -(2 ** 0.25)],
  ['exp(-3^2/2)', Math.exp(-4.5)],
  ['.5 + 1e-3 + 2.E+1', 20.501],
  ['1 / 4', 0.25],
  ['max(1, 3, 2) - min(4, 2, 3)', 1],
  ['pow(2, 10)', 1024],
  ['pi', Math.PI],
  ['abs(-2)*floor(2.9)', 4],
  ['log(exp(2)) + log10(1000)', 5],
  ['\tsin( 1 )\n', Math.sin(1)],
]
for (const [text, value] of values) test(`${text.trim()} is ${value}`, () => assert.is(numberOf(text), value))

test('any sum, product and power of numbers is what JavaScript makes of it', () => {
  const number = fc.integer({ min: 1, max: 9 })
  const apply: Readonly<Record<string, (u: number, v: number) => number>> = {
    '+': (u, v) => u + v,
    '-': (u, v) => u - v,
    '*': (u, v) => u * v,
    '/': (u, v) => u / v,
  }
  /** Products first, then sums, each from the left. */
  const naive = (first: number, rest: readonly (readonly [string, number])[]) => {
    const terms: [string, number][] = [['+', first]]
    for (const [sign, value] of rest) {
      const last = terms[terms.length - 1]
      if (sign === '*' || sign === '/') last[1] = apply[sign](last[1], value)
      else terms.push([sign, value])
    }
    return terms.slice(1).reduce((sum, [sign, value]) => apply[sign](sum, value), terms[0][1])
  }
  fc.assert(
    fc.property(number, fc.array(fc.tuple(fc.constantFrom('+', '-', '*', '/'), number)), (first, rest) => {
      assert.is(numberOf(`${first}${rest.map(([sign, value]) => ` ${sign}${value}`).join('')}`), naive(first, rest))
    }),
    { seed: 3 },
  )
})

test('namesOf lists names in order of appearance, once, without functions and pi', () => {
  assert.equal(namesOf(parse('b*exp(-a*x) + pi*b + c_1')), ['b', 'a', 'x', 'c_1'])
  assert.equal(namesOf(parse('min + (max - min)/(1 + (x/EC50)^h)')), ['min', 'max', 'x', 'EC50', 'h'])
  assert.equal(namesOf(parse('β*x₁ + e')), ['β', 'x₁', 'e'])
  assert.equal(namesOf(parse('constructor + __proto__*toString')), ['constructor', '__proto__', 'toString'])
})

const refusals: readonly (readonly [text: string, column: number | undefined, message: RegExp])[] = [
  ['', undefined, /^model "": is empty\. Write an expression/],
  ['  ', undefined, /is empty/],
  ['2x', 2, /"x" at column 2 follows "2" without an operator\. Write "\*" between them\.$/],
  ['a b', 3, /"b" at column 3 follows "a" .*"\*"/],
  ['(a)(b)', 4, /"\(" at column 4 follows "\)" .*"\*"/],
  ['2(x)', 2, /Write "\*"/],
  ['sin x', 5, /Write sin\(…\)/],
  ['1e', 2, /"e" at column 2 follows "1"/],
  [')(', 1, /"\)" at column 1 stands where a value should/],
  ['a*', 3, /the end stands where a value should/],
  ['a+*b', 3, /"\*" at column 3 stands/],
  ['(a', 1, /"\(" at column 1 is not closed/],
  ['a)', 2, /"\)" at column 2 closes nothing/],
  ['0,5*x', 2, /"," at column 2 is in no function\. Write decimals with a point: 0\.5\.$/],
  ['exp(0,5)', 1, /"exp" at column 1 takes 1 argument, not 2\. Write decimals with a point: 0\.5\./],
  ['exp(a,b)', 1, /takes 1 argument, not 2/],
  ['exp()', 1, /takes 1 argument, not 0/],
  ['min(a)', 1, /takes 2 or more arguments, not 1/],
  ['a + ln(x)', 5, /no function "ln" at column 5\. Write log\.$/],
  ['arctan(x)', 1, /Write atan\./],
  ['power(x, 2)', 1, /Write pow\./],
  ['sqtr(x)', 1, /Did you mean "sqrt"\?/],
  ['a(x)', 1, /no function "a" .* Known: exp, .*For a product write "\*" before "\("/],
  ['constructor(1)', 1, /no function "constructor"/],
  ['__proto__(1)', 1, /no function "__proto__"/],
  ['a − b', 3, /"−" at column 3 .* Write -\.$/],
  ['x²', 2, /Write \^2/],
  ['p.a', 2, /alone/],
  ['y = a', 3, /right of y =/],
  ['a ? b', 3, /min, max or abs/],
  ['a; b', 2, /";" at column 2 .*Remove it/],
  ['a*😀', 3, /"😀" at column 3/],
  ['1e999', 1, /above the largest number/],
]
for (const [text, column, message] of refusals)
  test(`${JSON.stringify(text)} is refused with its column and what to write`, () => {
    const error = refusal(() => parse(text))
    assert.match(error.message, message)
    assert.is(error.facts.column, column)
  })

test('what the expression is leads the message, and what is no text is refused', () => {
  assert.match(refusal(() => parse('2x', 'ties.c')).message, /^ties\.c "2x": /)
  for (const garbage of [5, null, undefined, {}, ['a']])
    assert.match(refusal(() => parse(garbage as string)).message, /no text/)
})

test('hostile texts are typed errors, and no overflow of the stack', () => {
  for (const text of ['('.repeat(20_000), '-'.repeat(1e5), 'x^'.repeat(50_000), 'exp('.repeat(25_000)])
    assert.match(refusal(() => parse(text)).message, /nested deeper than 500/)
  assert.match(refusal(() => parse('('.repeat(400))).message, /the end stands/)
  assert.match(refusal(() => parse(`${'q'.repeat(1e5)}(x)`)).message, /no function/)
  assert.match(refusal(() => parse('9'.repeat(1e5))).message, /above the largest/)
})

test('long sums and long lists of arguments are read', () => {
  const graph = new Graph()
  const symbols = new Map([['x', graph.column(0)]])
  assert.is(numberOf(`min(${'2,'.repeat(20_000)}1)`), 1)
  assert.is(graph.build(parse(`${'x+'.repeat(20_000)}x`), symbols).kind, 'add')
})

test('any text is read or refused with BAD_MODEL', () => {
  const piece = fc.constantFrom('x', '2', '.', '(', ')', ',', '^', '-', '*', 'exp', 'e', ' ', '²', 'pi', '\u0000')
  const character = fc.integer({ min: 0, max: 0x2fff }).map(code => String.fromCodePoint(code))
  const text = fc.oneof(
    fc.array(character).map(all => all.join('')),
    fc.array(piece).map(pieces => pieces.join('')),
  )
  fc.assert(
    fc.property(text, text => {
      try {
        parse(text)
      } catch (error) {
        assert.is((error as WoodburyError).code, 'BAD_MODEL')
      }
    }),
    { seed: 5, numRuns: 1000 },
  )
})

test.run()
