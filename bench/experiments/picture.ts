import { escapeHtml } from '../../src/draw/escape-html.js'
import { type Curve, figure } from '../../src/report/figure.js'
import { curvePalette, curveStyle } from './colours.js'

const WIDTH = 640
const ROW = 20
const COLUMN = 124
const PER_ROW = 5

const style = `${curvePalette('svg')}
svg { background: var(--paper); font: 12px system-ui, sans-serif }
text { fill: var(--soft) } .curve, line { fill: none; stroke-width: 1.8; stroke-linejoin: round } .grid { stroke: var(--rule); stroke-width: 1 }
${curveStyle}`

/** The first figure of an experiment as a picture of its own, for pages that show no HTML: curves, and a legend below. */
export function picture(options: { xLabel: string; yLabel: string; curves: readonly Curve[] }): string {
  const { curves, xLabel, yLabel } = options
  const [, height, inside] =
    figure({ title: '', ...options, logY: true }).match(/viewBox="0 0 \d+ (\d+)"[^>]*>([\s\S]*)<\/svg>/) ?? []
  const legend = curves.map(({ name }, k) => {
    const [x, y] = [16 + COLUMN * (k % PER_ROW), Number(height) + ROW * (1 + Math.floor(k / PER_ROW))]
    return `<line class="c${k}" x1="${x}" x2="${x + 16}" y1="${y - 4}" y2="${y - 4}"/><text x="${x + 22}" y="${y}">${escapeHtml(name)}</text>`
  })
  const whole = Number(height) + ROW * Math.ceil(curves.length / PER_ROW) + ROW / 2
  const words = escapeHtml(`${yLabel} against ${xLabel}`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${whole}" role="img" aria-label="${words}">
<style>${style}</style>${inside}${legend.join('\n')}
</svg>
`
}
