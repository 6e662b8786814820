import type { Random } from '../../random/stream.js'
import type { Scale } from '../expression/scales.js'
import type { Extents } from './extents.js'

/** Shares of draws with the other sign, and, where a sum of x and a parameter could be either, of places. */
const OTHER_SIGN = 0.25
const PLACES = 0.5
/** What has no unit: usual powers, and other numbers. */
const POWERS = [0.2, 6] as const
const NUMBERS = [0.05, 200] as const
/** Heights as shares of the largest |y|. */
const HEIGHTS = [0.01, 10] as const
/** How far beyond the data places may lie, as a share of their range. */
const BEYOND = 0.1

const between = ([from, to]: readonly [number, number], share: number) => from * (to / from) ** share

/** A length along x from half a short distance to twice the range. */
const lengthAlong = ({ x }: Extents, column: number, share: number) =>
  between([x[column].gap / 2, 2 * (x[column].to - x[column].from || x[column].gap)], share)

/**
 * A value for a parameter of this scale.
 * @param share 0 … 1, evenly spread over the draws
 */
export function drawn(scale: Scale, extents: Extents, share: number, random: Random): number {
  const { ofX, ofY, factor, role } = scale
  const alone =
    ofY === 0 ? ofX.findIndex((power, column) => power === 1 && ofX.every((p, j) => j === column || p === 0)) : -1
  const isPlace = role === 'place' || (role === 'sizeOrPlace' && random.uniform() < PLACES)
  if (isPlace && alone >= 0) {
    const { from, to } = extents.x[alone]
    const place = from - BEYOND * (to - from) + (1 + 2 * BEYOND) * share * (to - from)
    return role === 'place' ? place : -place
  }
  const hasUnit = ofY !== 0 || ofX.some(power => power !== 0)
  const sign = random.uniform() < OTHER_SIGN ? -1 : 1
  if (!hasUnit) {
    if (role === 'angle') return 2 * Math.PI * share
    if (role === 'logarithm') return Math.log(factor * between(NUMBERS, share))
    return sign * (role === 'power' ? between(POWERS, share) : factor * between(NUMBERS, share))
  }
  let size = factor * between(HEIGHTS, share) ** ofY * extents.height ** ofY
  ofX.forEach((power, column) => {
    if (power === 0) return
    const { usualGap } = extents.x[column]
    // Waves are told apart by how often they turn within the range: rates are spread evenly up to a half turn a point.
    const length =
      role === 'angle' ? usualGap / (Math.PI * Math.max(share, Number.EPSILON)) : lengthAlong(extents, column, share)
    size *= length ** power
  })
  return role === 'logarithm' ? Math.log(size) : role === 'angle' ? size : sign * size
}

/** Kinds of values that a parameter may have of which nothing is known, beside those about its start. */
export function anyScale({ x }: Extents, random: Random): Scale {
  const column = Math.floor(random.uniform() * x.length)
  const along = (power: number) => x.map((_, j) => (j === column ? power : 0))
  const kinds: readonly Scale[] = [
    { factor: 1, ofX: along(0), ofY: 0, role: 'size' },
    { factor: 1, ofX: along(1), ofY: 0, role: 'size' },
    { factor: 1, ofX: along(1), ofY: 0, role: 'place' },
    { factor: 1, ofX: along(-1), ofY: 0, role: 'size' },
    { factor: 1, ofX: along(0), ofY: 1, role: 'size' },
  ]
  return kinds[Math.floor(random.uniform() * kinds.length)]
}
