import { scaleLinear, scaleLog } from 'd3-scale'
import { decades } from '../../draw/decades.js'

export type Interval = readonly [from: number, to: number]

export interface Tick {
  readonly at: number
  readonly text: string
}

/** Values along an edge, in pixels. */
export interface Axis {
  at(value: number): number
  readonly ticks: readonly Tick[]
}

/** Beyond these, ticks are written with powers of ten. */
const LARGE = 1e6
const SMALL = 1e-3

/** So many decades that on a linear axis the lower ones would be one place. */
const MANY_DECADES = 1e3

export function extentOf(lists: Iterable<Iterable<number>>): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const list of lists)
    for (const value of list)
      if (Number.isFinite(value)) {
        least = Math.min(least, value)
        most = Math.max(most, value)
      }
  return least <= most ? [least, most] : [0, 0]
}

export const isWide = ([least, most]: Interval): boolean => least > 0 && most > MANY_DECADES * least

/** The interval with room at both ends; one without width gets some of the size of its value. */
export function roomy([least, most]: Interval, share: number): [number, number] {
  const room = share * (most - least) || 0.1 * Math.abs(most) || 1
  return [least - room, most + room]
}

export function linearAxis(domain: Interval, range: Interval, count: number): Axis {
  const scale = scaleLinear(domain, range)
  const ticks = scale.ticks(count)
  const largest = Math.max(...ticks.map(Math.abs))
  const plain = scale.tickFormat(count, 'f')
  const texts = largest >= LARGE || largest < SMALL ? powerTexts(ticks) : ticks.map(plain)
  return { at: value => scale(value), ticks: ticks.map((tick, k) => ({ at: scale(tick), text: texts[k] })) }
}

export function logAxis([least, most]: Interval, range: Interval, count: number): Axis {
  const room = (most / least) ** 0.03
  const scale = scaleLog([least / room, most * room], range)
  const ticks = decades(scale.ticks(count), true)
  const text = (tick: number) =>
    tick >= LARGE || tick < SMALL ? powerTexts([tick])[0] : String(Number(tick.toPrecision(6)))
  return { at: value => scale(value), ticks: ticks.map(tick => ({ at: scale(tick), text: text(tick) })) }
}

/** Ticks as 2.5e-7, all with the fewest digits that tell them apart. */
function powerTexts(ticks: readonly number[]): string[] {
  const write = (digits: number) =>
    ticks.map(tick => (tick === 0 ? '0' : tick.toExponential(digits).replace('e+', 'e').replaceAll('-', '−')))
  for (let digits = 0; digits < 16; digits++) {
    const texts = write(digits)
    const isExact = ticks.every(tick => Math.abs(Number(tick.toExponential(digits)) - tick) <= 1e-9 * Math.abs(tick))
    if (isExact && new Set(texts).size === ticks.length) return texts
  }
  return write(16)
}
