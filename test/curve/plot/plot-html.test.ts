import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve } from '../../../src/curve/index.js'
import { plotHtml } from '../../../src/curve/plot/index.js'
import { malformed } from '../../helpers/plot.js'

const x = [1, 2, 3, 4, 5, 6]
const y = [2.1, 3.9, 6.2, 7.8, 10.1, 11.9]

test('the page holds the plot, the table and the report, is well-formed and asks for nothing', () => {
  const fit = fitCurve('a*x+b', { x, y }, { start: { a: 1, b: 0 }, derived: { root: '-b/a' } })
  const html = plotHtml(fit, { x, y }, { title: 'Lines <&> "more"' })
  assert.is(malformed(html), undefined)
  assert.match(html, '<h1>Lines &lt;&amp;&gt; &quot;more&quot;</h1>')
  assert.match(html, '<svg xmlns="http://www.w3.org/2000/svg" class="woodbury-fit"')
  assert.not.match(html, /<script|<link|src=|url\(/)
  const cells = [...html.matchAll(/<tr><td>(.*?)<\/td><\/tr>/g)].map(match => match[1].split('</td><td>'))
  assert.equal(
    cells.map(([name]) => name),
    ['a', 'b', 'root'],
  )
  assert.is(Number(cells[0][1]), Number(fit.parameters.a.toPrecision(6)))
  assert.is(Number(cells[0][2]), Number((fit.standardErrors.a as number).toPrecision(6)))
  for (const line of fit.report().split('\n')) assert.ok(html.includes(line), line)
})

test('a parameter without a standard error has its cause beside it', () => {
  const html = plotHtml(fitCurve('a*x+b', { x, y }, { start: { a: 1, b: 0 }, fixed: ['b'] }), { x, y })
  assert.match(html, '<tr><td>b</td><td>0</td><td></td><td></td><td>fixed</td></tr>')
  const both = plotHtml(fitCurve('a*b*x', { x, y }, { start: { a: 1, b: 1 } }), { x, y })
  assert.match(both, '<td>not identifiable, with b</td>')
})

test('parameters in a list are called as the report calls them', () => {
  const html = plotHtml(
    fitCurve((v, p) => p[0] * v, { x, y }, { start: [1] }),
    { x, y },
  )
  assert.match(html, '<tr><td>p0</td>')
})

test('without degrees of freedom there are no errors, and no NaN', () => {
  const data = { x: [1, 2], y: [3, 5] }
  const html = plotHtml(fitCurve('a*x+b', data, { start: { a: 1, b: 0 } }), data)
  assert.match(html, '<td>no degrees of freedom</td>')
  assert.not.match(html, 'NaN')
})

test.run()
