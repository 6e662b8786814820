/** Pictures of the examples: panels with axes as one SVG, and a page around them. No script, no request, light and dark. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { scaleLinear, scaleLog } from 'd3-scale'
import { line } from 'd3-shape'

export type Point = readonly [x: number, y: number]

/** What a panel shows, in units of its axes; `colour` is one of four, marks with a `name` stand in the legend. */
export type Mark = { readonly colour: 0 | 1 | 2 | 3; readonly name?: string } & (
  | { readonly kind: 'line'; readonly points: readonly Point[]; readonly dashed?: boolean }
  | { readonly kind: 'points'; readonly points: readonly Point[]; readonly size?: number }
  /** From 0 up, each so wide. */
  | { readonly kind: 'bars'; readonly points: readonly Point[]; readonly wide: number }
  /** Values in −1 … 1 over the whole panel, row by row from below: those below 0 have the next colour. */
  | { readonly kind: 'field'; readonly rows: readonly (readonly number[])[] }
)

export interface Axis {
  readonly label: string
  readonly log?: boolean
  /** Default: all that is drawn. */
  readonly domain?: Point
}

export interface Panel {
  readonly title: string
  readonly x: Axis
  readonly y: Axis
  readonly marks: readonly Mark[]
}

export interface Picture {
  /** Of the file, without its ending. */
  readonly name: string
  readonly title: string
  readonly about: string
  /** What the example printed. */
  readonly headline: string
  readonly panels: readonly Panel[]
}

const SIZE = { width: 440, height: 320, left: 62, right: 14, top: 50, bottom: 44 }
const LETTER = 6.4
/** Shades of a field. */
const SHADES = 10

const look = `
.picture { --ink: #16202a; --soft: #5d6873; --rule: #e2e6ea; --paper: #fff; --c0: #1668b8; --c1: #c8500a; --c2: #1c7d4d; --c3: #7a3fb0; color-scheme: light dark; background: var(--paper); color: var(--ink) }
@media (prefers-color-scheme: dark) { .picture { --ink: #e8ecf0; --soft: #9aa5b0; --rule: #303a44; --paper: #12171c; --c0: #62b2ff; --c1: #ff9f5f; --c2: #62d49c; --c3: #bf9bff } }
.paper { fill: var(--paper) } .picture text { fill: var(--soft); font: 12px system-ui, sans-serif } .picture text.title { fill: var(--ink); font-weight: 600; font-size: 13px }
.grid { stroke: var(--rule); fill: none } .mark { fill: none; stroke-linejoin: round; stroke-linecap: round } .line { stroke-width: 1.8 } .dashed { stroke-dasharray: 5 4 } .bars { opacity: 0.35; stroke-linecap: butt } .field { stroke-linecap: butt }
${[0, 1, 2, 3].map(k => `.mark.c${k} { stroke: var(--c${k}) } .picture text.c${k} { fill: var(--c${k}) }`).join('\n')}
`

const page = `body { margin: 0 auto; max-width: 1360px; padding: 20px 16px 40px; font: 15px/1.5 system-ui, sans-serif }
h1 { font-size: 22px; margin: 0 } p { color: var(--soft); margin: 4px 0 16px; max-width: 80ch } pre { overflow-x: auto; font-size: 13px; margin: 16px 0 0 }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)); gap: 20px } svg { width: 100%; height: auto; display: block }`

const escaped = (text: string) => text.replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`)

/** Where a value stands along an axis, in pixels, and the numbers beside it. */
function scaleOf({ log, domain }: Axis, values: readonly number[], range: [number, number], count: number) {
  const seen = domain ?? extentOf(values.filter(value => Number.isFinite(value) && (!log || value > 0)))
  if (log) {
    const room = domain ? 1 : (seen[1] / seen[0]) ** 0.04
    const scale = scaleLog([seen[0] / room, seen[1] * room], range)
    const powers = scale.ticks().filter(tick => Number.isInteger(Math.round(1e6 * Math.log10(tick)) / 1e6))
    const ticks =
      powers.length > 1 ? powers.filter((_, k) => k % Math.ceil(powers.length / count) === 0) : scale.ticks(3)
    return {
      at: (value: number) => scale(value),
      ticks: ticks.map(tick => ({ at: scale(tick), text: powerText(tick) })),
    }
  }
  const scale = domain ? scaleLinear(seen, range) : scaleLinear(seen, range).nice(count)
  const text = scale.tickFormat(count)
  return {
    at: (value: number) => scale(value),
    ticks: scale.ticks(count).map(tick => ({ at: scale(tick), text: text(tick) })),
  }
}

function extentOf(values: readonly number[]): [number, number] {
  const [least, most] = values.reduce(
    ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
    [Infinity, -Infinity],
  )
  return least < most ? [least, most] : [least - 1, least + 1]
}

const powerText = (tick: number) =>
  tick >= 1e4 || tick < 1e-2 ? tick.toExponential(0).replace('e+', 'e').replace('-', '−') : String(tick)

const pointsOf = (mark: Mark): readonly Point[] => (mark.kind === 'field' ? [] : mark.points)

function panelOf({ title, x: across, y: up, marks }: Panel): string {
  const { width, height, left, right, top, bottom } = SIZE
  const all = marks.flatMap(pointsOf)
  const floor = marks.some(({ kind }) => kind === 'bars') ? [0] : []
  const [x0, x1, y0, y1] = [left, width - right, height - bottom, top]
  const x = scaleOf(across, all.map(([value]) => value), [x0, x1], 6) // biome-ignore format: one call
  const y = scaleOf(up, [...floor, ...all.map(([, value]) => value)], [y0, y1], 6)
  const lines = [
    ...x.ticks.map(({ at }) => `M${at.toFixed(1)} ${y1}V${y0}`),
    ...y.ticks.map(({ at }) => `M${x0} ${at.toFixed(1)}H${x1}`),
  ]
  const texts = [
    ...x.ticks.map(({ at, text }) => `<text x="${at.toFixed(1)}" y="${y0 + 16}" text-anchor="middle">${text}</text>`),
    ...y.ticks.map(({ at, text }) => `<text x="${x0 - 6}" y="${(at + 4).toFixed(1)}" text-anchor="end">${text}</text>`),
    `<text x="${(x0 + x1) / 2}" y="${height - 8}" text-anchor="middle">${escaped(across.label)}</text>`,
    `<text transform="rotate(-90)" x="${-(y0 + y1) / 2}" y="13" text-anchor="middle">${escaped(up.label)}</text>`,
    `<text class="title" x="${x0}" y="18">${escaped(title)}</text>`,
  ]
  const drawn = marks.map(mark => drawnMark(mark, x.at, y.at))
  const inside = `<svg x="${x0}" y="${y1}" width="${x1 - x0}" height="${y0 - y1}" viewBox="${x0} ${y1} ${x1 - x0} ${y0 - y1}">${drawn.join('')}</svg>`
  const frame = `<path class="grid" d="${lines.join('')}M${x0} ${y1}H${x1}V${y0}H${x0}Z"/>`
  return `<rect class="paper" width="${width}" height="${height}"/>${frame}${inside}${texts.join('')}${legend(marks)}`
}

function legend(marks: readonly Mark[]): string {
  let at = SIZE.left
  return marks
    .filter(({ name }) => name)
    .map(({ name = '', colour, kind }) => {
      const text = `${kind === 'points' ? '●' : kind === 'bars' ? '■' : '━'} ${name}`
      const drawn = `<text class="c${colour}" x="${at.toFixed(0)}" y="38">${escaped(text)}</text>`
      at += LETTER * text.length + 14
      return drawn
    })
    .join('')
}

type Place = (value: number) => number

function drawnMark(mark: Mark, x: Place, y: Place): string {
  const opening = `<path class="mark ${mark.kind} c${mark.colour}`
  if (mark.kind === 'field') return field(mark.rows, mark.colour)
  const places = mark.points.map(([a, b]): Point => [x(a), y(b)]).filter(place => place.every(Number.isFinite))
  const text = ([a, b]: Point) => `${a.toFixed(1)} ${b.toFixed(1)}`
  if (mark.kind === 'points')
    return `${opening}" stroke-width="${mark.size ?? 6}" d="${places.map(place => `M${text(place)}h0`).join('')}"/>`
  if (mark.kind === 'bars')
    return `${opening}" stroke-width="${(x(mark.wide) - x(0)).toFixed(1)}" d="${places.map(place => `M${text(place)}V${y(0).toFixed(1)}`).join('')}"/>`
  return `${opening}${mark.dashed ? ' dashed' : ''}" d="${line<Point>().digits(1)(places as Point[]) ?? ''}"/>`
}

/** Neighbours of one shade are one stroke. */
function field(rows: readonly (readonly number[])[], colour: number): string {
  const { width, height, left, right, top, bottom } = SIZE
  const [wide, high] = [(width - left - right) / rows[0].length, (height - top - bottom) / rows.length]
  const paths = new Map<number, string[]>()
  rows.forEach((row, r) => {
    const shades = row.map(value => Math.round(SHADES * Math.min(Math.max(value, -1), 1)))
    const up = (height - bottom - (r + 0.5) * high).toFixed(1)
    for (let from = 0, to = 0; from < shades.length; from = to) {
      while (to < shades.length && shades[to] === shades[from]) to++
      const run = `M${(left + from * wide).toFixed(1)} ${up}h${((to - from) * wide).toFixed(1)}`
      if (shades[from] !== 0) paths.set(shades[from], [...(paths.get(shades[from]) ?? []), run])
    }
  })
  return [...paths]
    .map(
      ([shade, runs]) =>
        `<path class="mark field c${shade < 0 ? colour + 1 : colour}" stroke-width="${(high + 0.4).toFixed(1)}" opacity="${Math.abs(shade) / SHADES}" d="${runs.join('')}"/>`,
    )
    .join('')
}

/** One SVG with the panels side by side. */
export function svgOf({ title, panels }: Picture): string {
  const { width, height } = SIZE
  const all = panels.map(
    (panel, k) => `<svg x="${k * width}" width="${width}" height="${height}">${panelOf(panel)}</svg>`,
  )
  const box = `viewBox="0 0 ${panels.length * width} ${height}" width="${panels.length * width}" height="${height}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" class="picture" ${box} role="img"><title>${escaped(title)}</title><style>${look}</style>${all.join('\n')}</svg>\n`
}

/** A page of its own. */
export function pageOf({ title, about, headline, panels }: Picture): string {
  const { width, height } = SIZE
  const drawn = panels.map(
    panel =>
      `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(panel.title)}">${panelOf(panel)}</svg>`,
  )
  return `<!doctype html>
<html lang="en" class="picture"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><style>${look}${page}</style></head><body>
<h1>${escaped(title)}</h1><p>${escaped(about)}</p>
<div class="panels">${drawn.join('\n')}</div>
<pre>${escaped(headline)}</pre>
</body></html>
`
}

/** Prints the headline and writes the page here; with `--svg folder` the SVG there too. */
export async function show(picture: Picture): Promise<void> {
  const { svg } = parseArgs({ options: { svg: { type: 'string' } }, strict: false }).values
  console.log(picture.headline)
  await writeFile(`${picture.name}.html`, pageOf(picture))
  if (typeof svg === 'string') await writeFile(join(svg, `${picture.name}.svg`), svgOf(picture))
  console.log(`Wrote ${picture.name}.html`)
}
