import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adam, dense, type FitResult, fit, report, sequential, smwGN } from '../../src/index.js'

const data = {
  x: Array.from({ length: 40 }, (_, i) => [i / 40]),
  y: Array.from({ length: 40 }, (_, i) => [Math.sin(i / 5)]),
}
const net = sequential({ input: 1, seed: 0 }, [dense(8, 'tanh'), dense(1)])
const ours = await fit(net, data, { optimizer: smwGN(), steps: 30 })
const theirs = await fit(net, data, { optimizer: adam(), steps: 30 })

test('two runs make four figures, a table with a row each, and no request', () => {
  const page = report({
    title: 'A <title>',
    runs: [
      { name: 'ours', result: ours },
      { name: 'theirs', result: theirs },
    ],
  })
  assert.is(page.match(/<svg /g)?.length, 4)
  assert.is(page.split('class="figures"')[0].match(/<tr>/g)?.length, 3)
  assert.is(page.match(/<summary>Settings of (ours|theirs)</g)?.length, 2)
  assert.match(page, /A &lt;title&gt;/)
  assert.not.match(page, /https?:|<script|<link|url\(/)
  assert.not.match(page, /NaN|undefined|Infinity"/)
})

test('a run without damping has no figure of it', () => {
  assert.is(report({ title: 't', runs: [{ name: 'adam', result: theirs }] }).match(/<svg /g)?.length, 2)
})

test('losses of either sign are shown on a linear axis, whole', () => {
  const history = ours.history.map(record => ({ ...record, loss: record.loss - 0.1 }))
  const page = report({ title: 't', runs: [{ name: 'run', result: { ...ours, history } }] })
  assert.not.match(page, /Nothing was recorded/)
  const [curve] = page.match(/d="M[^"]*"/) ?? ['']
  assert.ok(curve.split('L').length > 10 && !/NaN/.test(curve), curve)
  assert.match(page, />-0\.\d+</)
})

test('an empty history, a single record, and values that no axis can show still make a page', () => {
  const [first] = ours.history
  const odd = { ...first, loss: Number.NaN, gainRatio: Number.NEGATIVE_INFINITY }
  for (const history of [[], [first], [odd, first], [odd]] as FitResult['history'][]) {
    const page = report({ title: 't', runs: [{ name: 'run', result: { ...ours, history } }] })
    assert.match(page, /<\/html>/)
    assert.not.match(page, /d="[^"]*NaN/)
  }
})

test.run()
