import * as assert from 'uvu/assert'
import { type Picture, pageOf, svgOf } from '../../examples/picture.js'

/** A page that asks for nothing and has a drawing for each panel, a headline of few short lines, an SVG that is small and well formed. */
export function checkPicture(picture: Picture): void {
  const page = pageOf(picture)
  assert.not.match(page, /<script|http|url\(|@import|NaN|undefined|Infinity/)
  assert.is(page.match(/role="img"/g)?.length, picture.panels.length)
  assert.match(page, 'prefers-color-scheme: dark')
  const svg = svgOf(picture)
  assert.equal(svg.match(/http[^"]*/g), ['http://www.w3.org/2000/svg'])
  assert.not.match(svg, /<script|url\(|@import|NaN|undefined|Infinity/)
  assert.is(svg.match(/<svg/g)?.length, svg.match(/<\/svg>/g)?.length)
  assert.ok(svg.length <= 40_000, `${svg.length} bytes`)
  const lines = picture.headline.split('\n')
  assert.ok(lines.length <= 12 && lines.every(line => line.length <= 80), picture.headline)
}
