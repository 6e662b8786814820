/** A straight line from one interval to another; a point where the first is empty goes to the middle. */
export function scale([from, to]: readonly [number, number], [low, high]: readonly [number, number]) {
  if (from === to) return () => (low + high) / 2
  return (value: number) => low + ((value - from) / (to - from)) * (high - low)
}

export function rangeOf(values: ArrayLike<number>): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i])
    high = Math.max(high, values[i])
  }
  return [low, high]
}
