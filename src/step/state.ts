/** Counters of one part of a run under its name, as they stand in a state. */
export function named(part: string, counters: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counters).map(([name, value]) => [`${part}.${name}`, value]))
}

/** The counters of one part of a run, out of all. */
export function partOf(all: Readonly<Record<string, number>>, part: string): Record<string, number> {
  const prefix = `${part}.`
  const own = Object.entries(all).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value]))
}
