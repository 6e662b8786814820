import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Graph } from '../../../src/curve/expression/graph.js'
import { linearParameters } from '../../../src/curve/expression/linear.js'
import { parse } from '../../../src/curve/expression/parse.js'
import { compile } from './compile.js'
import { randomExpression } from './random-expression.js'

/** The linear ones of the parameters a to f, by name. */
function linear(texts: readonly string[], allowed = 'abcdef'): string {
  const graph = new Graph()
  const names = [...'abcdef']
  const symbols = new Map([...names.map((name, k) => [name, graph.parameter(k)] as const), ['x', graph.column(0)]])
  const outputs = texts.map(text => graph.build(parse(text), symbols))
  const isAllowed = names.map(name => allowed.includes(name))
  return linearParameters(graph, outputs, isAllowed)
    .map(k => names[k])
    .join('')
}

const cases: readonly (readonly [text: string, names: string])[] = [
  ['a*exp(-b*x) + c', 'ac'],
  ['a*exp(-b*x) + c*exp(-d*x) + e', 'ace'],
  ['a*b*x', 'a'],
  ['a + b*x + c*x^2', 'abc'],
  ['a*(b + c*x + d*x^2)', 'bcd'],
  ['(a + b*x)/(1 + c*x)', 'ab'],
  ['(a - -b)*x/2 - c', 'abc'],
  ['a*x + exp(a)', ''],
  ['a*a', ''],
  ['a/b', 'a'],
  ['x/a', ''],
  ['a^1 + b^2', 'a'],
  ['min(a, x)', ''],
  ['abs(a) + b*sqrt(c)', 'b'],
  ['(a + b)*(c + d)', 'ab'],
  ['a*(1 - b)*x + a*b*exp(-c*x)', 'a'],
  ['3*x', ''],
]
for (const [text, names] of cases) test(`${text} is linear in [${names}]`, () => assert.is(linear([text]), names))

test('only allowed parameters are taken', () => {
  assert.is(linear(['a*exp(-b*x) + c'], 'bc'), 'c')
  assert.is(linear(['a*b*x'], 'b'), 'b')
  assert.is(linear(['a*x'], ''), '')
})

test('several outputs are affine together', () => {
  assert.is(linear(['a*x + b', 'exp(a) + b*c']), 'b')
  assert.is(linear(['a*b', 'b*c', 'c*a']), 'a')
  assert.is(linear(['2', 'x']), '')
})

test('a thousand linear parameters are found at once', () => {
  const names = Array.from({ length: 1000 }, (_, k) => `c${k}`)
  const { graph, node } = compile(names.map((name, k) => `${name}*exp(-${k}*x)`).join('+'), names)
  assert.is(
    linearParameters(
      graph,
      [node],
      names.map(() => true),
    ).length,
    1000,
  )
})

test('the derivatives by the set do not depend on it, whatever the expression', () => {
  const names = ['a', 'b', 'c', 'd']
  fc.assert(
    fc.property(
      randomExpression([...names, 'x']),
      fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 8, maxLength: 8 }),
      ({ text }, numbers) => {
        const { graph, node, program } = compile(text, names)
        const set = linearParameters(graph, [node], [true, true, true, true])
        const p = Float64Array.from(numbers.slice(0, 4))
        const moved = p.map((value, k) => (set.includes(k) ? numbers[4 + k] : value))
        const slopes = (p: Float64Array) => {
          const J = new Float64Array(4)
          program.linearise(p, [Float64Array.of(0.7)], 0, 1, new Float64Array(1), J, 1)
          return set.map(k => J[k])
        }
        assert.equal(slopes(moved), slopes(p))
      },
    ),
    { seed: 4, numRuns: 500 },
  )
})

test.run()
