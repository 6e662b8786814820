import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Graph } from '../../../src/curve/expression/graph.js'
import { parse } from '../../../src/curve/expression/parse.js'
import { type Scale, scalesOf } from '../../../src/curve/expression/scales.js'

function scales(text: string, names: string): (Scale | undefined)[] {
  const graph = new Graph()
  const symbols = new Map([...names].map((name, k) => [name, graph.parameter(k)]))
  symbols.set('x', graph.column(0))
  symbols.set('z', graph.column(1))
  return scalesOf(graph, [graph.build(parse(text), symbols)], names.length, 2)
}

/** Powers of x, z and y, and the role. */
const said = (text: string, names: string) =>
  scales(text, names).map(
    scale => scale && `${scale.ofX.map(power => power + 0).join(' ')} ${scale.ofY + 0} ${scale.role}`,
  )

for (const [text, names, expected] of [
  ['a*exp(-b*x)+c', 'abc', ['0 0 1 size', '-1 0 0 size', '0 0 1 size']],
  ['a*exp(-((x-c)/w)^2)', 'acw', ['0 0 1 size', '1 0 0 place', '1 0 0 size']],
  ['v*x/(k+x)', 'vk', ['0 0 1 size', '1 0 0 sizeOrPlace']],
  ['a*sin(w*x+p)', 'awp', ['0 0 1 size', '-1 0 0 angle', '0 0 0 angle']],
  ['a*exp(-(x/t)^b)', 'atb', ['0 0 1 size', '1 0 0 size', '0 0 0 power']],
  ['(a+b*x)/(1+c*x+d*x^2)', 'abcd', ['0 0 1 size', '-1 0 1 size', '-1 0 0 size', '-2 0 0 size']],
  ['exp(a)*exp(-exp(b)*x)', 'ab', ['0 0 1 logarithm', '-1 0 0 logarithm']],
  ['k*p/(p+(k-p)*exp(-r*x))', 'kpr', ['0 0 1 size', '0 0 1 size', '-1 0 0 size']],
  ['a*x+b*z+c*x*z', 'abc', ['-1 0 1 size', '0 -1 1 size', '-1 -1 1 size']],
  // Somebody's bare numbers: a power of x, and x less a number.
  ['a*x^b', 'ab', ['0 0 1 size', '0 0 0 power']],
  ['a*exp(-b*(x-3))', 'ab', ['0 0 1 size', '-1 0 0 size']],
  // Units tell the product alone.
  ['a*b*x', 'ab', [undefined, undefined]],
] as const)
  test(`the units of ${text}`, () => {
    assert.equal(said(text, names), [...expected])
  })

test('numbers in a product count', () => {
  const [, f] = scales('a*sin(2*pi*f*x)', 'af')
  assert.ok(Math.abs((f as Scale).factor - 1 / (2 * Math.PI)) < 1e-15)
  const [, w] = scales('a*exp(-4*((x)/w)^2)', 'aw')
  assert.ok(Math.abs((w as Scale).factor - 2) < 1e-14)
})

test.run()
