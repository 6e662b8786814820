import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type CurveData, fitCurve, leastSquares, loadFit } from '../../../src/curve/index.js'
import { plotFit } from '../../../src/curve/plot/index.js'
import { malformed, readPlot, ticksOf } from '../../helpers/plot.js'
import { refuses } from '../../helpers/refuses.js'

const x = Array.from({ length: 12 }, (_, k) => k / 2)
const y = x.map((v, k) => 3 * Math.exp(-0.5 * v) + 1 + 0.1 * Math.sin(7 * k))
const start = { a: 2, b: 1, c: 0 }
const model = 'a*exp(-b*x)+c'
const fit = fitCurve(model, { x, y }, { start })

/** A pixel has a tenth in the text, and a tick too: two of them are this far from the truth. */
const near = (found: number, value: number, perPixel: number, what: string) =>
  assert.ok(Math.abs(found - value) <= 0.2 * Math.abs(perPixel), `${what}: ${found}, ${value} expected`)

test('points and residuals stand where the axes say', () => {
  const plot = readPlot(plotFit(fit, { x, y }))
  assert.is(plot.points.length, 2)
  const fitted = fit.predict(x)
  const perX = plot.x(1) - plot.x(0)
  for (const [k, value] of x.entries()) {
    near(plot.x(plot.points[0][k][0]), value, perX, `x[${k}]`)
    near(plot.x(plot.points[1][k][0]), value, perX, `x[${k}] of residuals`)
    near(plot.y(plot.points[0][k][1]), y[k], plot.y(1) - plot.y(0), `y[${k}]`)
    near(plot.residual(plot.points[1][k][1]), y[k] - fitted[k], plot.residual(1) - plot.residual(0), `residual ${k}`)
  }
})

test('the line and the band are those of predict', () => {
  const svg = plotFit(fit, { x, y }, { band: 'prediction' })
  const plot = readPlot(svg)
  const perY = plot.y(1) - plot.y(0)
  const perX = plot.x(1) - plot.x(0)
  const pathOf = (kind: string) =>
    [...(new RegExp(`<path class="${kind} c1" d="([^"]*)"`).exec(svg)?.[1] ?? '').matchAll(/([-\d.]+),([-\d.]+)/g)].map(
      (place): [number, number] => [Number(place[1]), Number(place[2])],
    )
  const line = pathOf('line')
  assert.ok(line.length > 1000, `${line.length} points of the line`)
  near(plot.x(line[0][0]), x[0], perX, 'where the line begins')
  near(plot.x(line[line.length - 1][0]), x[11], perX, 'where it ends')
  const steepest = 3 * 0.5
  const exact = fit.predict(line.map(([at]) => plot.x(at)))
  for (const [k, [, up]] of line.entries()) near(plot.y(up), exact[k], Math.abs(perY) + steepest * perX, `line ${k}`)
  const band = pathOf('band')
  const limits = fit.predict(
    band.map(([at]) => plot.x(at)),
    { band: 'prediction' },
  )
  const upper = band.slice(0, band.length / 2)
  for (const [k, [, up]] of upper.entries())
    near(plot.y(up), limits.upper[k], Math.abs(perY) + 2 * steepest * perX, `upper ${k}`)
  for (const [k, [, up]] of band.slice(upper.length).entries())
    near(plot.y(up), limits.lower[upper.length + k], Math.abs(perY) + 2 * steepest * perX, `lower ${k}`)
})

test('bars reach from y − sigma to y + sigma, also where points were left out', () => {
  const sigma = x.map((_, k) => 0.05 + 0.01 * k)
  const holes = y.map((value, k) => (k === 4 ? Number.NaN : value))
  const data = { x, y: holes, sigma }
  const svg = plotFit(fitCurve(model, data, { start, missing: 'omit' }), data)
  const plot = readPlot(svg)
  const bars = [...(/class="bars c0" d="([^"]*)"/.exec(svg)?.[1] ?? '').matchAll(/M[-\d.]+ ([-\d.]+)V([-\d.]+)/g)]
  const kept = x.map((_, k) => k).filter(k => k !== 4)
  assert.is(bars.length, kept.length)
  kept.forEach((k, at) => {
    near(plot.y(Number(bars[at][1])), y[k] - sigma[k], plot.y(1) - plot.y(0), `lower end ${k}`)
    near(plot.y(Number(bars[at][2])), y[k] + sigma[k], plot.y(1) - plot.y(0), `upper end ${k}`)
  })
  assert.match(plotFit(fit, { x, y, sigma: 0.1 }), 'class="bars')
  assert.not.match(plotFit(fit, { x, y }), 'class="bars')
})

test('more than three decades of positive x have a logarithmic axis, others a linear one', () => {
  const doses = Array.from({ length: 13 }, (_, k) => 1e-9 * 10 ** (k / 2))
  const data = { x: doses, y: doses.map(d => 100 / (1 + 1e-6 / d)) }
  const hill = fitCurve('top/(1+ec/x)', data, { start: { top: 90, ec: 1e-7 } })
  const svg = plotFit(hill, data)
  assert.equal(
    ticksOf(svg).x.map(([, text]) => text),
    ['1e−9', '1e−8', '1e−7', '1e−6', '1e−5', '1e−4', '0.001'],
  )
  const plot = readPlot(svg, true)
  for (const [k, dose] of doses.entries())
    assert.ok(Math.abs(Math.log(plot.x(plot.points[0][k][0]) / dose)) < 0.01, `dose ${dose}`)
  for (const other of [doses.map((d, k) => (k === 0 ? 0 : d)), doses.slice(0, 7)]) {
    const ys = other.map(d => 2 * d)
    const ticks = ticksOf(plotFit(fitCurve('a*x', { x: other, y: ys }, { start: { a: 1 } }), { x: other, y: ys })).x
    const values = ticks.map(([, text]) => Number(text.replaceAll('−', '-')))
    assert.ok(Math.abs(values[2] - values[1] - (values[1] - values[0])) < 1e-3 * values[2], values.join(' '))
  }
})

const line = { start: { a: 1, b: 0 } }
const fitLine = (data: CurveData, fixed: string[] = []) => fitCurve('a*x+b', data, { ...line, fixed })
const scaled = (sx: number, sy: number): CurveData => ({ x: x.map(v => sx * v), y: y.map(v => sy * v) })

const EXTREMES: Readonly<Record<string, [CurveData, string[]]>> = {
  'one point': [{ x: [3], y: [7] }, ['a']],
  'one point at 0': [{ x: [0], y: [0] }, ['a']],
  'two points, no degrees of freedom': [{ x: [1, 2], y: [3, 4] }, []],
  'the same x throughout': [{ x: [2, 2, 2], y: [1, 2, 3] }, ['a']],
  'constant y': [{ x, y: x.map(() => 5) }, []],
  'y of 0': [{ x, y: x.map(() => 0) }, []],
  'constant y with sigma': [{ x, y: x.map(() => 5), sigma: 0.1 }, []],
  'x and y of 1e15': [scaled(1e15, 1e15), []],
  'x and y of 1e-15': [scaled(1e-15, 1e-15), []],
  'x of 1e15, y of 1e-15': [scaled(1e15, 1e-15), []],
  'y that hardly differ': [{ x, y: x.map((_, k) => 1e15 + k) }, []],
  'a weight of 0 on what is no number': [{ x: [1, 2, 3, 4], y: [1, 2, Number.NaN, 4], weights: [1, 1, 0, 1] }, []],
  'sigma much larger than the data': [{ x, y, sigma: 1e6 }, []],
}

for (const [what, [data, fixed]] of Object.entries(EXTREMES))
  test(`${what}: no NaN, every tick has a text of its own, and the points are inside`, () => {
    const svg = plotFit(fitLine(data, fixed), data)
    const drawn = svg.replace(/<style>[\s\S]*<\/style>/, '')
    assert.not.match(drawn, /NaN|Infinity|undefined|null/)
    assert.is(malformed(svg), undefined)
    for (const axis of Object.values(ticksOf(svg))) {
      assert.ok(axis.length >= 1)
      assert.is(new Set(axis.map(([, text]) => text)).size, axis.length, axis.join(' '))
    }
    const points = [...drawn.matchAll(/class="points c0" stroke-width="6" d="([^"]*)"/g)]
    assert.is(points.length, 2)
    for (const [, path] of points)
      for (const [, across, up] of path.matchAll(/M([-\d.]+) ([-\d.]+)/g)) {
        assert.ok(Number(across) > 0 && Number(across) < 720, across)
        assert.ok(Number(up) > 0 && Number(up) < 520, up)
      }
  })

test('a pole of the curve between points leaves the data visible', () => {
  const data = { x: [-3, -2, -1, 1, 2, 3], y: [-1 / 3, -0.5, -1, 1, 0.5, 1 / 3] }
  const svg = plotFit(fitCurve('a/(x-0.01*b)', data, { start: { a: 2, b: 0.1 } }), data)
  const plot = readPlot(svg)
  const heights = plot.points[0].map(([, up]) => up)
  assert.ok(Math.max(...heights) - Math.min(...heights) > 100, 'the points fill the panel')
  assert.not.match(svg.replace(/<style>[\s\S]*<\/style>/, ''), /NaN|Infinity/)
})

test('20,000 points are a few strokes for each column of pixels', () => {
  const many = Array.from({ length: 20_000 }, (_, k) => k / 100)
  const data = { x: many, y: many.map((v, k) => v + Math.sin(k * k)) }
  const svg = plotFit(fitLine(data), data)
  assert.ok(svg.length < 100_000, `${svg.length} bytes`)
  assert.match(svg, '20000 points')
})

test('data sets and outputs have colours and names, and each its own curve', () => {
  const sets = [3, 5, 8].map(a => ({ x, y: x.map((v, k) => a * Math.exp(-0.5 * v) + 0.05 * Math.sin(k + a)) }))
  const all = fitCurve('a*exp(-b*x)', sets, { start: { a: 1, b: 1 }, shared: ['b'] })
  const svg = plotFit(all, sets)
  for (const text of ['● set 1', '● set 2', '● set 3', 'class="line c2"', 'in 3 series']) assert.match(svg, text)
  const plot = readPlot(svg)
  assert.is(plot.points.length, 6)
  sets.forEach((set, k) => {
    const fitted = all.predict(x, { set: k })
    near(plot.residual(plot.points[3 + k][4][1]), set.y[4] - fitted[4], plot.residual(1) - plot.residual(0), `set ${k}`)
  })
  const two = { x, y: [x.map(v => 2 * v), x.map(v => 1 - v)] }
  assert.match(plotFit(fitCurve(['a*x', 'b-x'], two, { start: { a: 1, b: 0 } }), two), '● output 2')
})

test('of several inputs observed values stand over fitted ones, and residuals beneath', () => {
  const inputs = x.map((v, k) => [v, Math.cos(k)])
  const data = { x: inputs, y: inputs.map(([u, v], k) => 2 * u - v + 0.1 * Math.sin(5 * k)) }
  const plane = fitCurve('a*x1+b*x2', data, { start: { a: 1, b: 1 } })
  const svg = plotFit(plane, data)
  for (const text of ['>observed<', '>fitted<', 'observed against fitted']) assert.match(svg, text)
  assert.not.match(svg, 'class="band')
  const plot = readPlot(svg)
  const fitted = plane.predict(inputs)
  for (const [k, value] of fitted.entries())
    near(plot.x(plot.points[0][k][0]), value, plot.x(1) - plot.x(0), `fitted ${k}`)
})

test('a list of one input a point, and a fit that was loaded, are drawn as others', () => {
  const lists = { x: x.map(v => [v]), y }
  assert.is(readPlot(plotFit(fitCurve(model, lists, { start }), lists)).points[0].length, 12)
  assert.is(plotFit(loadFit(JSON.stringify(fit)), { x, y }), plotFit(fit, { x, y }))
})

test('texts are escaped, and what is drawn is one well-formed element that follows light and dark', () => {
  const svg = plotFit(fit, { x, y }, { title: '<script>alert("&")</script>', xLabel: 'a<b', yLabel: '"y" & z' })
  assert.is(malformed(svg), undefined)
  assert.not.match(svg, '<script')
  for (const text of [
    '&lt;script&gt;',
    'a&lt;b',
    '&quot;y&quot; &amp; z',
    'prefers-color-scheme: dark',
    '<title>',
    '<desc>12 points',
  ])
    assert.match(svg, text)
  assert.is(svg.match(/https?:/g)?.length, 1, 'the name of the format is the only address')
})

test('band: none leaves it out, also of the description', () => {
  assert.not.match(plotFit(fit, { x, y }, { band: 'none' }), /class="band| band/)
  assert.match(plotFit(fit, { x, y }), '95 % confidence band')
})

test('what is no curve, no data or no option is refused by name', async () => {
  const calibration = leastSquares(p => [p[0] - 1, p[0] - 2], [0])
  const bad: [() => unknown, string, string][] = [
    [() => plotFit(calibration as never, { x, y }), 'BAD_OPTION', 'fitCurve or loadFit'],
    [() => plotFit(undefined as never, { x, y }), 'BAD_OPTION', 'fitCurve or loadFit'],
    [() => plotFit(fit, []), 'EMPTY_DATA', 'at least one'],
    [() => plotFit(fit, { x, y: y.slice(1) }), 'SHAPE_MISMATCH', '12'],
    [() => plotFit(fit, { x, y }, { xlabel: 'x' } as never), 'BAD_OPTION', 'Did you mean "xLabel"?'],
    [() => plotFit(fit, { x, y }, { band: 'confidance' } as never), 'BAD_OPTION', 'confidence'],
    [() => plotFit(fit, { x, y }, { width: 20 }), 'BAD_OPTION', 'from 200 to 10000'],
    [() => plotFit(fit, { x, y }, { height: Number.NaN }), 'BAD_OPTION', 'height is NaN'],
    [() => plotFit(fit, { x, y }, { title: 3 } as never), 'BAD_OPTION', 'title is 3'],
  ]
  for (const [call, code, says] of bad) await refuses(call, { code: code as never, says: [says] })
})

test.run()
