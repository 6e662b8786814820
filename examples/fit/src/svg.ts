import type { ScaleLinear } from 'd3-scale'

const SVG = 'http://www.w3.org/2000/svg'

type Attributes = Readonly<Record<string, string | number>>

export function node(name: string, attributes: Attributes, ...children: (Node | string)[]): SVGElement {
  const element = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, `${value}`)
  element.append(...children)
  return element
}

export interface Frame {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export interface Scales {
  readonly x: ScaleLinear<number, number>
  readonly y: ScaleLinear<number, number>
}

const coordinate = (value: number) => value.toFixed(1)

/** A line through points, broken where one is not finite. */
export function linePath({ x, y }: Scales, xs: readonly number[], ys: readonly number[]): string {
  let path = ''
  let pen = 'M'
  xs.forEach((at, i) => {
    if (!Number.isFinite(ys[i])) {
      pen = 'M'
      return
    }
    path += `${pen}${coordinate(x(at))},${coordinate(clamped(y(ys[i])))}`
    pen = 'L'
  })
  return path
}

/** The area between two lines. */
export function areaPath(
  scales: Scales,
  xs: readonly number[],
  low: readonly number[],
  high: readonly number[],
): string {
  if (![...low, ...high].every(Number.isFinite)) return ''
  const back = linePath(scales, [...xs].reverse(), [...low].reverse())
  return `${linePath(scales, xs, high)}${back.replace('M', 'L')}Z`
}

/** From so many points on dots are small, and one of each place is drawn. */
const MANY = 2000

/** Points as one path of round dots: as many elements would make a page slow. */
export function dots({ x, y }: Scales, xs: readonly number[], ys: readonly number[]): SVGElement {
  const digits = xs.length > MANY ? 0 : 1
  const places = new Set(xs.map((at, i) => `M${x(at).toFixed(digits)},${clamped(y(ys[i])).toFixed(digits)}h0`))
  return node('path', { class: xs.length > MANY ? 'points many' : 'points', d: [...places].join('') })
}

/** Vertical bars of one standard deviation to either side. */
export const barsPath = (
  { x, y }: Scales,
  xs: readonly number[],
  ys: readonly number[],
  sigma: readonly number[],
): string =>
  xs
    .map((at, i) => `M${coordinate(x(at))},${coordinate(y(ys[i] - sigma[i]))}V${coordinate(y(ys[i] + sigma[i]))}`)
    .join('')

/** Far outside of the picture is far enough: renderers lose their way in larger numbers. */
const clamped = (pixel: number) => Math.max(-1e4, Math.min(1e4, pixel))

/** Grid, numbers and names of both axes. */
export function axes({ x, y }: Scales, frame: Frame, xName: string, yName: string): SVGElement {
  const { width, height, left, right, top, bottom } = frame
  const group = node('g', { class: 'axes' })
  const wide = width - left - right
  const across = Math.max(3, wide / 90)
  const writeX = x.tickFormat(across)
  for (const tick of x.ticks(across)) {
    const at = coordinate(x(tick))
    group.append(node('path', { d: `M${at},${top}V${height - bottom}` }))
    group.append(node('text', { x: at, y: height - bottom + 16, 'text-anchor': 'middle' }, written(tick, writeX)))
  }
  const up = Math.max(4, (height - top - bottom) / 45)
  const writeY = y.tickFormat(up)
  for (const tick of y.ticks(up)) {
    const at = coordinate(y(tick))
    group.append(node('path', { d: `M${left},${at}H${width - right}` }))
    group.append(node('text', { x: left - 6, y: at, 'text-anchor': 'end', dy: '0.32em' }, written(tick, writeY)))
  }
  if (xName) group.append(node('text', { x: width - right, y: height - 4, 'text-anchor': 'end', class: 'name' }, xName))
  if (yName) group.append(node('text', { x: 4, y: 12, class: 'name' }, yName))
  return group
}

/** 1.5e+7 where digits would not fit. */
function written(value: number, write: (value: number) => string): string {
  const plain = write(value)
  return plain.length > 7 ? value.toExponential(1).replace('.0e', 'e').replace('-', '−') : plain
}
