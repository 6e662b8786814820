import type { AnyCurveOptions } from '../options.js'
import type { Partly } from '../parameters.js'
import { type AnyModel, isReady } from './settle-model.js'

/**
 * Options with the bounds that a ready-made model's parameters have by their meaning: where neither side is given, nothing speaks
 * against it (`linear`, a list in place of names) and a start that is given lies within.
 */
export function withOwnBounds(model: AnyModel, options: AnyCurveOptions): AnyCurveOptions {
  const bounds = isReady(model) ? Object.entries(model.bounds ?? {}) : []
  const { lower, upper, start, linear } = options
  if (bounds.length === 0 || [lower, upper, start].some(Array.isArray)) return options
  const of = (values: unknown, name: string) => (values as Readonly<Record<string, unknown>> | undefined)?.[name]
  const own = bounds.filter(([name, [least, most]]) => {
    const given = of(start, name) ?? least
    const isTold = of(lower, name) !== undefined || of(upper, name) !== undefined
    return (
      !isTold && !(Array.isArray(linear) && linear.includes(name)) && Number(given) >= least && Number(given) <= most
    )
  })
  const side = (given: Partly | undefined, at: 0 | 1) =>
    ({ ...given, ...Object.fromEntries(own.map(([name, ends]) => [name, ends[at]])) }) as Partly
  return own.length === 0 ? options : { ...options, lower: side(lower, 0), upper: side(upper, 1) }
}
