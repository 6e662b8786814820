import { escapeHtml } from '../../draw/escape-html.js'
import type { Axis } from './axis.js'

/** Edges of a panel, in pixels. */
export interface Rectangle {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** The frame of a panel with lines at its ticks, the numbers of y beside them, and those of x below where asked. */
export function panel(
  { left, right, top, bottom }: Rectangle,
  x: Axis,
  y: Axis,
  { below }: { below: boolean },
): string {
  const upright = x.ticks.map(({ at }) => `M${at.toFixed(1)} ${top}V${bottom}`)
  const level = y.ticks.map(({ at }) => `M${left} ${at.toFixed(1)}H${right}`)
  const frame = `M${left} ${top}H${right}V${bottom}H${left}Z`
  const beside = y.ticks.map(
    ({ at, text }) => `<text x="${left - 7}" y="${(at + 4).toFixed(1)}" text-anchor="end">${text}</text>`,
  )
  const under = below
    ? x.ticks.map(({ at, text }) => `<text x="${at.toFixed(1)}" y="${bottom + 17}" text-anchor="middle">${text}</text>`)
    : []
  return `<path class="grid" d="${[...upright, ...level, frame].join('')}"/>${beside.join('')}${under.join('')}`
}

/** What the axes of the two panels are called. */
export function labelled(main: Rectangle, beneath: Rectangle, xLabel: string, yLabel: string, height: number): string {
  const along = ({ top, bottom }: Rectangle, text: string) =>
    `<text transform="rotate(-90)" x="${(-(top + bottom) / 2).toFixed(1)}" y="18" text-anchor="middle">${escapeHtml(text)}</text>`
  const middle = ((main.left + main.right) / 2).toFixed(1)
  return `<text x="${middle}" y="${height - 10}" text-anchor="middle">${escapeHtml(xLabel)}</text>${along(main, yLabel)}${along(beneath, 'residual')}`
}
