/** What a plot of a fit says, read back from its text. */
export interface ReadPlot {
  readonly y: Reading
  readonly residual: Reading
  /** Points of each series: in the upper panel, then in the lower one. */
  readonly points: readonly (readonly [x: number, y: number])[][]
  /** x is in pixels unless there are two ticks. */
  readonly x: Reading
}

/** Back from pixels to values, by the ticks of an axis. */
export type Reading = (pixel: number) => number

const numberOf = (text: string) => Number(text.replace('−', '-').replace('e−', 'e-'))

/** Texts and places of the ticks: below, and beside the two panels. */
export function ticksOf(svg: string): { x: [number, string][]; y: [number, string][]; residual: [number, string][] } {
  const found = [...svg.matchAll(/<text x="([-\d.]+)" y="([-\d.]+)" text-anchor="(\w+)">([^<]+)</g)]
  const beside = found
    .filter(match => match[3] === 'end')
    .map((match): [number, string] => [Number(match[2]) - 4, match[4]])
  const below = found
    .filter(match => match[3] === 'middle')
    .map((match): [number, string] => [Number(match[1]), match[4]])
  const strip = Number(/class="zero" d="M[-\d.]+ ([-\d.]+)H/.exec(svg)?.[1])
  const edge = [...svg.matchAll(/<svg x="[-\d.]+" y="([-\d.]+)"/g)].map(match => Number(match[1]))[1]
  return {
    // The last text in the middle is the name of the axis.
    x: below.slice(0, -1),
    y: beside.filter(([at]) => at < edge - 1),
    residual: beside.filter(([at]) => at >= edge - 1 && Number.isFinite(strip)),
  }
}

function readingOf(ticks: readonly [number, string][], log: boolean): Reading {
  const place = (text: string) => (log ? Math.log(numberOf(text)) : numberOf(text))
  const [first, last] = [ticks[0], ticks[ticks.length - 1]]
  const slope = (place(last[1]) - place(first[1])) / (last[0] - first[0])
  return pixel => {
    const value = place(first[1]) + slope * (pixel - first[0])
    return log ? Math.exp(value) : value
  }
}

/** The points of a plot and how to read its axes. */
export function readPlot(svg: string, log = false): ReadPlot {
  const ticks = ticksOf(svg)
  const points = [...svg.matchAll(/<path class="points c\d" stroke-width="[\d.]+" d="([^"]*)"/g)].map(match =>
    [...match[1].matchAll(/M([-\d.]+) ([-\d.]+)/g)].map((place): [number, number] => [
      Number(place[1]),
      Number(place[2]),
    ]),
  )
  return {
    x: readingOf(ticks.x, log),
    y: readingOf(ticks.y, false),
    residual: readingOf(ticks.residual, false),
    points,
  }
}

/** The first place where a text is no well-formed XML, else undefined: names of tags match, attributes are quoted. */
export function malformed(xml: string): string | undefined {
  const open: string[] = []
  const tag = /<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|<!doctype html>/y
  let at = 0
  while (at < xml.length) {
    const next = xml.indexOf('<', at)
    const text = xml.slice(at, next < 0 ? undefined : next)
    if (open.at(-1) !== 'style' && /&(?!amp;|lt;|gt;|quot;)|>/.test(text)) return text
    if (next < 0) break
    tag.lastIndex = next
    const match = tag.exec(xml)
    if (!match) return xml.slice(next, next + 60)
    const [whole, closes, name, , empty] = match
    if (closes && open.pop() !== name) return whole
    if (name !== undefined && !closes && !empty && name !== 'meta') open.push(name)
    at = next + whole.length
  }
  return open.length > 0 ? `${open.join(', ')} never closed` : undefined
}
