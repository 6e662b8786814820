import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Picture, svgOf } from '../../examples/picture.js'
import { checkPicture } from './self-contained.js'

const picture: Picture = {
  name: 'all',
  title: 'All <marks>',
  about: 'One of each & more',
  headline: 'one line',
  panels: [
    {
      title: 'On a log axis',
      x: { label: 'x', domain: [0, 10] },
      y: { label: 'y', log: true, domain: [1, 1000] },
      marks: [
        { kind: 'line', colour: 0, name: 'a line', points: [[0, 1], [10, 1000], [5, 0]] }, // biome-ignore format: points
        { kind: 'points', colour: 1, points: [[5, 10]] },
      ],
    },
    {
      title: 'Bars and a field',
      x: { label: 'x' },
      y: { label: 'y' },
      marks: [
        { kind: 'field', colour: 0, rows: [[1, 1, -0.5], [0, 0, 0]] }, // biome-ignore format: rows
        { kind: 'bars', colour: 2, points: [[1, 2], [2, 4]], wide: 1 }, // biome-ignore format: points
      ],
    },
  ],
}

test('every mark is drawn, and text is escaped', () => {
  checkPicture(picture)
  const svg = svgOf(picture)
  assert.match(svg, 'All &#60;marks&#62;')
  for (const kind of ['line c0', 'points c1', 'bars c2', 'field c0', 'field c1'])
    assert.match(svg, `class="mark ${kind}"`, kind)
})

test('a log axis has its powers at even distances, and what is not above 0 is left out', () => {
  const svg = svgOf(picture)
  // From 1 to 1000 over 226 pixels: 10 stands a third of the way up.
  assert.match(svg, `d="M244.0 ${(276 - 226 / 3).toFixed(1)}h0"`)
  assert.match(svg, 'class="mark line c0" d="M62,276L426,50"')
})

test('bars begin at 0', () => {
  assert.match(svgOf(picture), /class="mark bars c2"[^>]* d="M[\d.]+ [\d.]+V276.0M[\d.]+ [\d.]+V276.0"/)
})

test('neighbours of one shade are one stroke, and 0 is none', () => {
  const svg = svgOf(picture)
  assert.match(svg, /field c0"[^>]*opacity="1" d="M62.0 219.5h242.7"/)
  assert.match(svg, /field c1"[^>]*opacity="0.5" d="M304.7 219.5h121.3"/)
})

test.run()
