import { scaleLinear } from 'd3-scale'
import type { Band } from 'woodbury/curve'
import { find } from './page.ts'
import { areaPath, axes, barsPath, dots, type Frame, linePath, node, type Scales } from './svg.ts'

/** What is to be seen; all but the points may be absent. */
export interface Picture {
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly sigma?: readonly number[]
  readonly xName: string
  readonly yName: string
  readonly grid: readonly number[]
  readonly curve?: readonly number[]
  readonly confidence?: Band
  readonly prediction?: Band
  readonly residuals?: readonly number[]
  /** Of the y axis; by default what holds all of this. */
  readonly range?: readonly [number, number]
}

const MARGINS = { left: 56, right: 12, top: 20, bottom: 36 }
/** Space between the points and the border, as a share of their range. */
const PADDING = 0.06
/** The share of that range by which a band may make the picture taller. */
const BAND = 0.5

/** Least and greatest; a constant has a range of its own size. */
export function extent(values: readonly number[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low < high) return [low, high]
  const half = Math.abs(low) / 2 || 1
  return [low - half, high + half]
}

const padded = ([low, high]: readonly [number, number], share = PADDING): [number, number] => [
  low - share * (high - low),
  high + share * (high - low),
]

/** What the y axis shows: the points, and of the bands what leaves the points their room. */
export function rangeOfY({ y, sigma, prediction, confidence }: Picture): [number, number] {
  const points = extent(sigma ? y.flatMap((at, i) => [at - sigma[i], at + sigma[i]]) : y)
  const [lowest, highest] = padded(points, BAND)
  const bands = [prediction, confidence].flatMap(band => (band ? [...band.lower, ...band.upper] : []))
  const seen = bands.filter(Number.isFinite).map(limit => Math.max(lowest, Math.min(highest, limit)))
  return padded(extent([...points, ...seen]))
}

function frameOf(svg: SVGSVGElement, height: number): Frame {
  const width = svg.clientWidth || 320
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
  svg.style.height = `${height}px`
  return { width, height, ...MARGINS }
}

type Range = readonly [number, number]

function scalesOf({ width, height, left, right, top, bottom }: Frame, x: Range, y: Range): Scales {
  return {
    x: scaleLinear()
      .domain(x)
      .range([left, width - right]),
    y: scaleLinear()
      .domain(y)
      .range([height - bottom, top]),
  }
}

function draw(svg: SVGSVGElement, frame: Frame, grid: SVGElement, ...marks: SVGElement[]): void {
  const { width, height, left, right, top, bottom } = frame
  const inside = { x: left, y: top, width: width - left - right, height: height - top - bottom }
  const clip = node('clipPath', { id: `${svg.id}-inside` }, node('rect', inside))
  svg.replaceChildren(clip, grid, node('g', { 'clip-path': `url(#${svg.id}-inside)` }, ...marks))
}

/** Points, curve and bands. */
export function drawChart(picture: Picture): void {
  const svg = find<SVGSVGElement>('chart')
  const frame = frameOf(svg, 320)
  const { x, y, sigma, grid, curve, confidence, prediction } = picture
  const scales = scalesOf(frame, padded(extent(x)), picture.range ?? rangeOfY(picture))
  const bandOf = (name: string, band: Band | undefined) =>
    band ? [node('path', { class: name, d: areaPath(scales, grid, band.lower, band.upper) })] : []
  const marks = [
    ...bandOf('prediction', prediction),
    ...bandOf('confidence', confidence),
    ...(sigma ? [node('path', { class: 'sigma', d: barsPath(scales, x, y, sigma) })] : []),
    dots(scales, x, y),
    ...(curve ? [node('path', { class: 'curve', d: linePath(scales, grid, curve) })] : []),
  ]
  draw(svg, frame, axes(scales, frame, picture.xName, picture.yName), ...marks)
}

/** Residuals over the same x. */
export function drawResiduals({ x, sigma, xName, residuals }: Picture): void {
  const svg = find<SVGSVGElement>('residuals')
  const frame = frameOf(svg, 160)
  const known = residuals ?? []
  const most = known.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1
  const scales = scalesOf(frame, padded(extent(x)), padded([-most, most]))
  const zero = node('path', { class: 'zero', d: linePath(scales, padded(extent(x)), [0, 0]) })
  const bars = sigma && residuals ? [node('path', { class: 'sigma', d: barsPath(scales, x, known, sigma) })] : []
  const marks = residuals ? [dots(scales, x, residuals)] : []
  draw(svg, frame, axes(scales, frame, xName, ''), zero, ...bars, ...marks)
}
