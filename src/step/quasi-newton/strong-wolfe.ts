/** f and its slope along the line, at a length. */
export interface OnLine {
  readonly length: number
  readonly value: number
  readonly slope: number
}

/** f falls by at least this share of the slope at 0 … */
const SUFFICIENT = 1e-4

/** … and its slope is at most this share of that. */
const FLAT = 0.9

/** What an interval keeps at its ends. */
const MARGIN = 0.1

const MOST_EVALUATIONS = 20

/** Where the cubic through two points and their slopes is least, kept off the ends of the interval. */
function cubicMinimum(a: OnLine, b: OnLine): number {
  const width = b.length - a.length
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.length - b.length)
  const square = d1 * d1 - a.slope * b.slope
  const d2 = Math.sign(width) * Math.sqrt(Math.max(square, 0))
  const share = 1 - (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2)
  const within = square >= 0 && Number.isFinite(share) ? share : 0.5
  return a.length + width * Math.min(Math.max(within, MARGIN), 1 - MARGIN)
}

/**
 * A length with f(a) ≤ f(0) + 1e-4 a f′(0) and |f′(a)| ≤ 0.9 |f′(0)|, in at most 20 evaluations: bracket by doubling, then
 * safeguarded cubic interpolation. Nocedal & Wright 2006, algorithms 3.5 and 3.6. Where they are not enough, the best
 * length that met the first condition alone: a wall or a corner has no flat place, a far minimum is not reached. The last
 * call of `at` was for the length that is returned; nothing where none was found.
 */
export function strongWolfe(zero: OnLine, first: number, at: (length: number) => OnLine): OnLine | undefined {
  let left = MOST_EVALUATIONS
  const enough = ({ length, value }: OnLine) => value <= zero.value + SUFFICIENT * length * zero.slope
  const flat = ({ slope }: OnLine) => Math.abs(slope) <= -FLAT * zero.slope
  let last = zero
  const look = (length: number) => {
    last = at(length)
    return last
  }
  const lower = (best: OnLine) => {
    if (!(best.value < zero.value)) return undefined
    return best === last ? best : at(best.length)
  }
  let before = zero
  let length = first
  while (left-- > 0) {
    const here = look(length)
    if (!Number.isFinite(here.value) || !Number.isFinite(here.slope)) {
      length = before.length + (length - before.length) * MARGIN
      continue
    }
    if (!enough(here) || (here.value >= before.value && before !== zero)) return zoom(before, here)
    if (flat(here)) return here
    if (here.slope >= 0) return zoom(here, before)
    before = here
    length *= 2
  }
  return lower(before)

  /** `low` has the least value of those with enough fall; the interval between them holds a good length. */
  function zoom(low: OnLine, high: OnLine): OnLine | undefined {
    while (left-- > 0) {
      const here = look(cubicMinimum(low, high))
      if (!enough(here) || here.value >= low.value) high = here
      else {
        if (flat(here)) return here
        if (here.slope * (high.length - low.length) >= 0) high = low
        low = here
      }
      if (low.length === high.length) break
    }
    return lower(low)
  }
}
