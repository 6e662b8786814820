import { type CurveData, type CurveFit, type CurveOptions, fitCurve, type ReadyModel } from 'woodbury/curve'
import type { Entry } from './models.ts'
import type { ParameterSettings, Values } from './parameter-table.ts'
import type { Points } from './read-data.ts'

/** Beyond, a page would seem dead: `fitCurve` computes in its thread. */
const MOST_SECONDS = 10

/** All that a fit needs. */
export interface Task {
  /** The ready-made model; undefined where the expression is the visitor's own. */
  readonly entry: Entry | undefined
  readonly model: ReadyModel | string
  readonly names: readonly string[]
  readonly points: Points
  readonly options: CurveOptions
  /** Where it starts, entered or found. */
  readonly start: Values
}

/** Parameters on the way. */
export interface Step {
  readonly iteration: number
  readonly parameters: Values
}

/** Points and settings as a fit takes them; empty starts are those found, within the bounds. */
export function taskOf(
  entry: Entry | undefined,
  expression: string,
  names: readonly string[],
  points: Points,
  found: Values,
  settings: ParameterSettings,
): Task {
  const { lower, upper } = settings
  const within = (name: string) => Math.max(lower[name] ?? -Infinity, Math.min(upper[name] ?? Infinity, found[name]))
  const start = { ...Object.fromEntries(names.map(name => [name, within(name)])), ...settings.start }
  const isFound = names.every(name => start[name] === found[name])
  const given = <T extends object>(name: string, value: T) => (Object.keys(value).length > 0 ? { [name]: value } : {})
  const options = {
    ...(entry && isFound ? {} : { start }),
    ...given('lower', lower),
    ...given('upper', upper),
    ...given('fixed', settings.fixed),
    // Of what is linear the start does not matter then, and a visitor need not know it.
    ...(entry ? {} : { linear: 'auto' as const }),
  }
  return { entry, model: entry?.ready ?? expression, names, points, options, start }
}

/** The start of a ready-made model for these points; 1 for what a visitor wrote. */
export const suggested = (entry: Entry | undefined, names: readonly string[], { x, y }: Points): Values =>
  entry
    ? entry.ready.start(Float64Array.from(x), Float64Array.from(y))
    : Object.fromEntries(names.map(name => [name, 1]))

const dataOf = ({ x, y, sigma }: Points): CurveData => (sigma ? { x, y, sigma } : { x, y })

/** @throws WoodburyError */
export function run({ model, names, points, options, start }: Task): { fit: CurveFit; steps: Step[] } {
  const steps: Step[] = [{ iteration: 0, parameters: start }]
  const fit = fitCurve(model, dataOf(points), {
    ...options,
    seconds: MOST_SECONDS,
    onIteration: ({ iteration, parameters }) =>
      steps.push({ iteration, parameters: Object.fromEntries(names.map((name, k) => [name, parameters[k]])) }),
  })
  return { fit, steps }
}

/** The model at given parameters, as a fit in which all are fixed: it has residuals and predicts. @throws WoodburyError */
export const heldAt = ({ model, names, points }: Task, start: Values): CurveFit =>
  fitCurve(model, dataOf(points), { start, fixed: names })
