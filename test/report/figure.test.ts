import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { figure } from '../../src/report/figure.js'

type Points = (readonly [number, number])[]

const options = { title: 'Loss', xLabel: 'steps', yLabel: 'loss', logY: true }
const draw = (points: Points, more: { logX?: boolean; logY?: boolean } = {}) =>
  figure({ ...options, ...more, curves: [{ name: 'run', points }] })

/** Texts and places of the ticks below and beside the axes. */
function ticks(svg: string): { x: [at: number, text: string][]; y: [at: number, text: string][] } {
  const found = [...svg.matchAll(/class="tick" x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)">([^<]+)</g)]
  const of = (anchor: string, k: number) =>
    found.filter(match => match[3] === anchor).map((match): [number, string] => [Number(match[k]), match[4]])
  return { x: of('middle', 1), y: of('end', 2) }
}

const numberOf = (text: string) => (text.endsWith('k') ? 1000 * Number(text.slice(0, -1)) : Number(text))

/** The points of the path, in units of the view box. */
const path = (svg: string) =>
  [...(/<path class="curve c0" d="M([^"]*)"/.exec(svg)?.[1] ?? '').split('L')].map(point =>
    point.split(',').map(Number),
  )

const ranges: [string, Points][] = [
  ['hundreds of thousands of steps', Array.from({ length: 100 }, (_, k) => [2000 * k, 0.5 ** (k / 10)])],
  ['a loss that hardly moves', Array.from({ length: 50 }, (_, k) => [k, 0.3 + k / 5000])],
  ['sixteen decades', Array.from({ length: 160 }, (_, k) => [k / 10, 10 ** (-k / 10)])],
  ['a single point', [[1, 0.25]]],
  [
    'large losses',
    [
      [0, 1e8],
      [1, 3e12],
    ],
  ],
]

for (const [what, points] of ranges)
  for (const more of [{}, { logY: false }, { logX: true }])
    test(`${what}, ${JSON.stringify(more)}: every tick has a text of its own, and stands where it says`, () => {
      const { x, y } = ticks(draw(points, more))
      for (const axis of [x, y]) {
        assert.is(new Set(axis.map(([, text]) => text)).size, axis.length, axis.join(' '))
        if (axis.length < 3) continue
        const isLog = axis === x ? more.logX === true : more.logY !== false
        const place = (text: string) => (isLog ? Math.log(numberOf(text)) : numberOf(text))
        const [first, last] = [axis[0], axis[axis.length - 1]]
        const scale = (last[0] - first[0]) / (place(last[1]) - place(first[1]))
        for (const [at, text] of axis)
          assert.ok(Math.abs(first[0] + scale * (place(text) - place(first[1])) - at) < 0.2, `${text} at ${at}`)
      }
    })

test('curves stay inside the axes and keep their first and last points, however many', () => {
  const points: Points = Array.from({ length: 20_000 }, (_, k) => [k + 1, 1 / (k + 1)])
  for (const logX of [true, false]) {
    const drawn = path(draw(points, { logX }))
    assert.ok(drawn.length > 100 && drawn.length < 1500, String(drawn.length))
    for (const [x, y] of drawn) assert.ok(x >= 63.9 && x <= 624.1 && y >= 15.9 && y <= 276.1, `${x}, ${y}`)
    assert.ok(Math.abs(drawn[drawn.length - 1][0] - 624) < 0.1)
  }
  const [first, second] = path(draw(points, { logX: true }))
  assert.ok(Math.abs(first[0] - 64) < 0.1)
  assert.ok(Math.abs(second[0] - 64 - (560 * Math.log(2)) / Math.log(20_000)) < 0.1, 'the second step is drawn')
})

test('values that a logarithm has no place for are left out', () => {
  const svg = draw([
    [1, 0],
    [2, -1],
    [3, Number.NaN],
    [4, 0.5],
    [5, Number.NEGATIVE_INFINITY],
    [6, 0.25],
    [Number.POSITIVE_INFINITY, 0.1],
  ])
  assert.is(path(svg).length, 2)
  assert.match(draw([[1, 0]]), 'Nothing was recorded')
})

test('texts are escaped', () => {
  const svg = figure({ ...options, title: '<b>&"', curves: ['a<', 'b'].map(name => ({ name, points: [[1, 1]] })) })
  assert.not.match(svg, '<b>')
  assert.match(svg, '&lt;b&gt;&amp;&quot;')
  assert.match(svg, 'a&lt;')
})

test.run()
