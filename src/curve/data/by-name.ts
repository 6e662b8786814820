/** `Object.fromEntries`, in a tenth of its time but where a name means something to assignments. */
export function byName(names: readonly string[], values: ArrayLike<number>): Record<string, number> {
  if (names.includes('__proto__')) return Object.fromEntries(names.map((name, k) => [name, values[k]]))
  const named: Record<string, number> = {}
  for (let k = 0; k < names.length; k++) named[names[k]] = values[k]
  return named
}
