import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Graph, type Node } from '../../../src/curve/expression/graph.js'
import { type Maths, record, type Value } from '../../../src/curve/expression/maths.js'
import { parse } from '../../../src/curve/expression/parse.js'
import { WoodburyError } from '../../../src/errors.js'

type P = Readonly<Record<string, Value>>

function message(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    assert.instance(error, WoodburyError)
    assert.is((error as WoodburyError).code, 'BAD_MODEL')
    return (error as WoodburyError).message
  }
  throw new Error('nothing was refused')
}

/** The node of an expression on the same graph, the parameters being a and b and the columns x and z. */
const written = (graph: Graph, text: string): Node =>
  graph.build(
    parse(text),
    new Map([
      ['a', graph.parameter(0)],
      ['b', graph.parameter(1)],
      ['x', graph.column(0)],
      ['z', graph.column(1)],
    ]),
  )

test('a function is recorded as the expression that it is, whatever the form of x and p', () => {
  const graph = new Graph()
  const want = written(graph, 'a*exp(-(b*x))')
  const named = (x: Value, p: P, m: Maths) => m.mul(p.a, m.exp(m.neg(m.mul(p.b, x))))
  assert.is(record(graph, named, 1, ['a', 'b']), want)
  const listed = (x: Value, [a, b]: Value[], m: Maths) => m.mul(a, m.exp(m.neg(m.mul(b, x))))
  assert.is(record(graph, listed, 1, 2), want)
  const plane = ([x, z]: Value[], p: P, m: Maths) => m.add(m.mul(p.a, x), m.mul(p.b, z), 1)
  assert.is(record(graph, plane, 2, ['a', 'b']), written(graph, 'a*x + b*z + 1'))
})

test('every function of expressions is one of m', () => {
  const graph = new Graph()
  for (const name of 'exp log log10 sqrt sin cos tan asin acos atan sinh cosh tanh erf abs floor'.split(' ')) {
    const call = (x: Value, _p: P, m: Maths) => m[name as 'exp'](x)
    assert.is(record(graph, call, 1, []), written(graph, `${name}(x)`))
  }
  const rest = (x: Value, p: P, m: Maths) => m.div(m.sub(m.max(x, p.a, 1), m.min(x, p.b)), m.pow(x, m.pi))
  assert.is(record(graph, rest, 1, ['a', 'b']), written(graph, '(max(x, a, 1) - min(x, b))/x^pi'))
})

test('arrays are several outputs, and numbers constants', () => {
  const graph = new Graph()
  const two = (x: Value, p: P, m: Maths) => [m.add(x, p.a), 3]
  assert.equal(record(graph, two, 1, ['a']), [written(graph, 'x + a'), graph.constant(3)])
  assert.is(
    record(graph, () => 2, 1, ['a']),
    graph.constant(2),
  )
})

test('of numbers alone m gives numbers', () => {
  const graph = new Graph()
  const model = (x: Value, _p: P, m: Maths) => m.mul(x, (m.exp(0) as number) + (m.add(1, 2, 3) as number))
  assert.is(record(graph, model, 1, []), written(graph, 'x*7'))
})

test('parameters may have any name, and nothing else is found among them', () => {
  const graph = new Graph()
  const names = ['constructor', '__proto__', 'toString']
  const model = (_x: Value, p: P, m: Maths) => {
    assert.is(Object.isFrozen(p), true)
    assert.is(p.valueOf, undefined)
    return m.add(...(names.map(name => p[name]) as [Value, Value, Value]))
  }
  const sum = record(graph, model, 1, names) as Node
  assert.is(
    sum,
    graph.apply(
      'add',
      [0, 1, 2].map(k => graph.parameter(k)),
    ),
  )
})

test('the function is called once', () => {
  let calls = 0
  record(new Graph(), () => ++calls, 1, ['a'])
  assert.is(calls, 1)
})

const plain: readonly ((x: number, p: Record<string, number>) => unknown)[] = [
  (x, p) => p.a * x,
  (x, p) => p.a * Math.exp(x),
  (x, p) => (x > 1 ? p.a : 0),
  (x, p) => -x + p.a,
  x => `${x}`,
  x => x.toString(),
  x => x.valueOf(),
  x => Number(x),
]
for (const [k, model] of plain.entries())
  test(`plain JavaScript on recorded values is refused (${k})`, () =>
    assert.match(
      message(() => record(new Graph(), model as never, 1, ['a'])),
      /^model: the function computes or compares with plain JavaScript operators.*Write it with m\.add, m\.mul …, or leave the third argument out/,
    ))

test('wrong arguments and wrong results are named', () => {
  const graph = new Graph()
  const refused = (model: (x: Value, p: P, m: Maths) => unknown) => message(() => record(graph, model, 1, ['a']))
  assert.match(
    refused((x, p, m) => m.mul(x, p.q)),
    /argument 2 of m\.mul is undefined\. Pass numbers/,
  )
  assert.match(
    refused((x, _p, m) => m.add('1' as never, x)),
    /argument 1 of m\.add is "1"/,
  )
  assert.match(
    refused((x, _p, m) => (m.exp as (...all: Value[]) => Value)(x, x)),
    /m\.exp takes 1 argument, not 2/,
  )
  assert.match(
    refused((x, _p, m) => (m.add as (u: Value) => Value)(x)),
    /m\.add takes 2 or more arguments, not 1/,
  )
  assert.match(
    refused((x, _p, m) => (m.sub as (...all: Value[]) => Value)(x, 1, 2)),
    /m\.sub takes 2 arguments, not 3/,
  )
  assert.match(
    refused(() => undefined),
    /returned undefined\. Return a number/,
  )
  assert.match(
    refused(() => 'text'),
    /returned "text"/,
  )
  assert.match(
    refused(async () => 1),
    /returned a Promise/,
  )
  assert.match(
    refused(() => []),
    /empty array/,
  )
  assert.match(
    refused(x => [x, null]),
    /element 1 is null/,
  )
  assert.match(
    refused(() => new Array(2)),
    /element 0 is undefined/,
  )
  assert.match(
    refused(x => (x as unknown as number[]).map(u => u)),
    /threw when it was recorded \(.*map/,
  )
})

test('a value of another recording is refused, and recorded values cannot be changed', () => {
  let kept: Value = 0
  record(
    new Graph(),
    (x: Value) => {
      kept = x
      assert.throws(() => Object.assign(x as object, { value: 1 }))
      return x
    },
    1,
    [],
  )
  assert.match(
    message(() => record(new Graph(), () => kept, 1, [])),
    /the function returned an? /,
  )
})

test.run()
