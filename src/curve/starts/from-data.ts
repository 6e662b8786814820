import { PURPOSE } from '../../random/purposes.js'
import { stream } from '../../random/stream.js'
import { type CurveProblem, curveProblem } from '../curve-problem.js'
import type { Points } from '../data/points.js'
import type { Sharing } from '../data/sharing.js'
import { thinned } from '../data/thinned.js'
import type { Problem } from '../engine/problem.js'
import type { RowLoss } from '../engine/row-loss.js'
import { namesOf, parse } from '../expression/parse.js'
import type { SettledModel } from '../model/settle-model.js'
import { extentsOf } from './extents.js'
import { propose } from './propose.js'

/** Points of each list by which starts are judged. */
const POINTS = 400

interface FromData {
  readonly model: SettledModel
  readonly points: readonly (readonly Points[])[]
  readonly sharing: Sharing
  readonly engine: Problem
  readonly problem: CurveProblem
  readonly lossOf: (problem: CurveProblem) => RowLoss | undefined
  readonly options: { readonly ties?: Readonly<Record<string, string>> }
  readonly settled: { readonly starts: number; readonly seed: number }
  readonly where: string
  readonly isUnstarted?: boolean
  readonly from?: Float64Array
}

/**
 * Where a fit begins, and where from else. Without a start of its own, and for other starts where a parameter is open on a side,
 * the data are asked.
 */
export function startsOf(given: FromData): { start: Float64Array; proposals: readonly Float64Array[] } {
  const { sharing, settled, isUnstarted, from } = given
  const { start, box } = sharing.parameters
  if (isUnstarted && !from) {
    const [first = start, ...proposals] = startsFromData(given, settled.starts)
    return { start: first, proposals }
  }
  const isOpen = start.some((_, k) => !box.held[k] && !(Number.isFinite(box.lower[k]) && Number.isFinite(box.upper[k])))
  return { start, proposals: settled.starts > 1 && isOpen ? startsFromData(given, settled.starts - 1) : [] }
}

/** The `count` best starts that the data give for a model, the best first; fewer where few are finite. */
function startsFromData(given: FromData, count: number): Float64Array[] {
  const { model, points, sharing, engine, problem, lossOf, settled, where } = given
  const { parameters, places } = sharing
  const most = Math.max(POINTS, 4 * parameters.names.length)
  const random = stream(settled.seed, PURPOSE.subsets, most)
  const few = points.map(outputs =>
    outputs.map(list => (list.y.length <= most || list.factor ? list : thinned(list, most / list.y.length, random))),
  )
  const isThin = few.some((outputs, set) => outputs.some((list, output) => list !== points[set][output]))
  const judged = isThin ? curveProblem(model, few, sharing, where) : problem
  const sources = new Int32Array(parameters.names.length)
  for (const place of places ?? [sources.map((_, k) => k)])
    place.forEach((k, own) => {
      sources[k] = own
    })
  return propose(
    {
      problem: { ...engine, residuals: judged.residuals, loss: lossOf(judged) },
      extents: extentsOf(few.flat()),
      scales: model.scales(),
      sources,
      linear: affine(given, sources),
      seed: settled.seed,
    },
    count,
  )
}

/** Parameters in which the residuals are affine, with bounds or without: none that moves others by a tie. */
function affine(
  { model, sharing: { parameters, places }, options: { ties = {} } }: FromData,
  sources: Int32Array,
): number[] {
  const bound = new Set(Object.entries(ties).flatMap(([name, text]) => [name, ...namesOf(parse(text))]))
  const isFree = (k: number) => !parameters.box.held[k] && (places !== undefined || !bound.has(parameters.names[k]))
  const allowed: boolean[] = []
  sources.forEach((own, k) => {
    allowed[own] = isFree(k)
  })
  const own = model.linear(allowed)
  return Array.from(sources.keys()).filter(k => own.includes(sources[k]))
}
