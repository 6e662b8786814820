import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Graph, type Node } from '../../../src/curve/expression/graph.js'
import { parse } from '../../../src/curve/expression/parse.js'
import type { WoodburyError } from '../../../src/errors.js'

function setting() {
  const graph = new Graph()
  const symbols = new Map<string, Node>([
    ['a', graph.parameter(0)],
    ['tau', graph.parameter(1)],
    ['x', graph.column(0)],
  ])
  return { graph, symbols, build: (text: string) => graph.build(parse(text), symbols) }
}

function message(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    assert.is((error as WoodburyError).code, 'BAD_MODEL')
    return (error as WoodburyError).message
  }
  throw new Error('nothing was refused')
}

test('equal parts are one node', () => {
  const { graph, build } = setting()
  const once = build('exp(-(x/tau)^2)')
  const count = graph.nodes.length
  assert.is(build('exp(-(x/tau)^2)'), once)
  assert.is(build('exp(-((x/tau)**2))'), once)
  assert.is(graph.nodes.length, count)
})

test('constants are folded, signs of zero kept apart, and nothing that could be NaN is dropped', () => {
  const { build } = setting()
  assert.is(build('2*3 + exp(0)').value, 7)
  assert.is(build('1/(0*-1)').value, -Infinity)
  assert.is(build('1/(0*1)').value, Infinity)
  assert.is(build('x*0').kind, 'mul')
  assert.is(build('x - x').kind, 'sub')
  assert.is(build('x^0').kind, 'pow')
})

test('small powers have operations of their own', () => {
  const { build, symbols } = setting()
  assert.equal(
    ['x^2', 'x^3', 'x^-1', 'x^0.5', 'x^4', 'x^a', 'pow(x, 2)'].map(text => build(text).kind),
    ['square', 'cube', 'inverse', 'sqrt', 'pow', 'pow', 'square'],
  )
  assert.is(build('x^1'), symbols.get('x'))
})

test('nodes know whether they vary with points and move with parameters', () => {
  const { build } = setting()
  const facts = (text: string) => [build(text).varies, build(text).moves]
  assert.equal(facts('3'), [false, false])
  assert.equal(facts('a*tau'), [false, true])
  assert.equal(facts('x^2'), [true, false])
  assert.equal(facts('a*x'), [true, true])
})

test('a name may stand for any node: ties', () => {
  const { graph, build } = setting()
  const tied = graph.build(
    parse('c*x'),
    new Map([
      ['c', build('2*a')],
      ['x', graph.column(0)],
    ]),
  )
  assert.is(tied, build('2*a*x'))
})

test('unknown names are all listed, with the nearest known ones', () => {
  const { graph, symbols, build } = setting()
  assert.is(
    message(() => build('tua*x')),
    'model "tua*x": unknown name "tua". Did you mean "tau"? Known: "a", "tau", "x". Give a parameter a start value, and list a column of x in variables.',
  )
  assert.match(
    message(() => build('q + toString + tua + q')),
    /unknown names "q", "toString", "tua"\. "tua": Did you mean "tau"\?/,
  )
  assert.match(
    message(() => build('a*exp')),
    /unknown name "exp"\. Write exp\(…\)/,
  )
  assert.match(
    message(() => build('π*a')),
    /Write pi\./,
  )
  for (const name of ['constructor', '__proto__', 'hasOwnProperty']) {
    assert.match(
      message(() => build(name)),
      /unknown name/,
    )
    assert.is(graph.build(parse(name), new Map([...symbols, [name, graph.parameter(2)]])).value, 2)
  }
  assert.match(
    message(() => graph.build(parse('a'), new Map())),
    /Known: none\./,
  )
})

test.run()
