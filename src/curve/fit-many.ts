import { WoodburyError } from '../errors.js'
import { oneOf, show } from '../options.js'
import { Breath } from '../runtime/breath.js'
import { isList, type Numbers, numbersOf } from './data/numbers.js'
import { settlePoints } from './data/points.js'
import type { Stopped } from './engine/stopping.js'
import { type Model, type ModelOptions, modelOf, settleModel, startOf } from './model/settle-model.js'
import { type CurveOptions, settleCurveOptions } from './options.js'
import { settleParameters, type Values } from './parameters.js'
import { errorsOf, type Findings } from './result/fit.js'
import { solveCurve } from './solve-curve.js'

export interface ManyOptions<P extends Values = Values> extends Omit<CurveOptions<P>, 'shared' | 'onIteration'> {
  /** Whether each row of `y` is a data set (the default), or each column. */
  readonly axis?: 'rows' | 'columns'
  /** Starts each fit where the one before converged. Ready-made models do, and find a start of their own where that does not end well. */
  readonly warmStart?: boolean
  /** Told now and then how many fits are done. */
  readonly onProgress?: (done: number, of: number) => void
}

/** Many fits of one model, a number for each in every list; NaN where there is none. */
export interface ManyFits {
  readonly count: number
  readonly parameters: Readonly<Record<string, Float64Array>>
  readonly standardErrors: Readonly<Record<string, Float64Array>>
  readonly rss: Float64Array
  readonly converged: readonly boolean[]
  /** `failed` where the data or the start of a fit were refused: `reasons` has the sentence. */
  readonly stopped: readonly (Stopped | 'failed')[]
  readonly reasons: readonly string[]
}

const WHERE = 'fitMany'

/**
 * Fits one model to many data sets over the same x, in float64, with a turn for the event loop every few milliseconds. A set that
 * cannot be fitted has its own status and stops no other. Once the signal is aborted the rest is `aborted`.
 *
 * @param x inputs of all sets, as `fitCurve` takes them
 * @param y a list of lists, or `{ data, shape }`
 * @throws WoodburyError (as a rejection) as `fitCurve` for the model and the options
 */
export async function fitMany<P extends Values>(
  named: Model<P>,
  x: Numbers | readonly Numbers[],
  y: readonly Numbers[] | { readonly data: Numbers; readonly shape: readonly number[] },
  options: ManyOptions<P> = {},
): Promise<ManyFits> {
  const {
    axis = 'rows',
    warmStart = false,
    onProgress,
    ...rest
  } = options as Omit<ManyOptions, 'jacobian'> & ModelOptions<never>
  oneOf(WHERE, 'axis', axis, ['rows', 'columns'])
  const settled = settleCurveOptions(rest, WHERE)
  const sets = setsOf(y, axis)
  const first = sets.find(set => set.every(Number.isFinite)) ?? sets[0]
  const example = settlePoints({ x, y: first }, 'omit', WHERE)[0]
  const model = modelOf(named)
  const own = settleParameters(startOf(model, example, rest.start, WHERE), rest, WHERE)
  const known = settleModel(model, own, example.columns.length, rest, WHERE)
  const found = new Results(own.names, sets.length)
  let start = own.start
  const breath = new Breath()
  for (let index = 0; index < sets.length; index++) {
    if (settled.signal?.aborted) {
      found.fail(index, 'aborted', 'the signal was aborted')
      continue
    }
    try {
      const points = settlePoints({ x, y: sets[index] }, rest.missing ?? 'error', WHERE)
      const fitFrom = (begin: Float64Array) =>
        solveCurve({
          model: known,
          own: { ...own, start: begin },
          points: [points],
          hasSigma: false,
          options: rest,
          settled,
          where: WHERE,
        }).findings
      let findings = fitFrom(start)
      if (rest.start === undefined && !isGood(findings))
        findings = fitFrom(settleParameters(startOf(model, points[0], undefined, WHERE), rest, WHERE).start)
      found.take(index, findings)
      if ((warmStart || rest.start === undefined) && isGood(findings)) start = Float64Array.from(findings.values)
    } catch (error) {
      if (!(error instanceof WoodburyError)) throw error
      found.fail(index, 'failed', error.message)
    }
    const turn = breath.due()
    if (turn) {
      onProgress?.(index + 1, sets.length)
      await turn
    }
  }
  breath.close()
  onProgress?.(sets.length, sets.length)
  return found.all()
}

/** Converged to parameters that the data determine, and better than their mean. */
const isGood = ({ converged, causes, rSquared }: Findings) =>
  converged && causes.every(cause => cause === null) && (rSquared ?? 0) > 0

/** The lists of y, one a set. */
function setsOf(y: unknown, axis: 'rows' | 'columns'): Float64Array[] {
  if (!isList(y)) {
    const { data, shape } = (y ?? {}) as { data?: unknown; shape?: readonly number[] }
    if (data === undefined || !Array.isArray(shape))
      throw new WoodburyError('SHAPE_MISMATCH', `${WHERE}: y is ${show(y)}. Pass a list of lists, or { data, shape }.`)
    const flat = numbersOf(data, WHERE, 'y.data')
    const [rows, columns] = shape
    if (rows * columns !== flat.length)
      throw new WoodburyError('SHAPE_MISMATCH', `${WHERE}: y.shape is [${shape}], y.data has ${flat.length} numbers.`)
    return axis === 'rows'
      ? Array.from({ length: rows }, (_, row) => flat.slice(row * columns, (row + 1) * columns))
      : Array.from({ length: columns }, (_, column) =>
          Float64Array.from({ length: rows }, (_, row) => flat[row * columns + column]),
        )
  }
  const rows = Array.from(y, (row, index) => numbersOf(row, WHERE, `y[${index}]`))
  if (rows.length === 0) throw new WoodburyError('EMPTY_DATA', `${WHERE}: y is empty. Pass at least one data set.`)
  if (axis === 'rows') return rows
  return Array.from(rows[0], (_, column) => Float64Array.from(rows, row => row[column]))
}

/** What is kept of every fit. */
class Results {
  private readonly values: Float64Array[]
  private readonly errors: Float64Array[]
  private readonly rss: Float64Array
  private readonly converged: boolean[]
  private readonly stopped: (Stopped | 'failed')[]
  private readonly reasons: string[]

  constructor(
    private readonly names: readonly string[],
    private readonly count: number,
  ) {
    const column = () => new Float64Array(count).fill(Number.NaN)
    this.values = names.map(column)
    this.errors = names.map(column)
    this.rss = column()
    this.converged = new Array(count).fill(false)
    this.stopped = new Array(count).fill('failed')
    this.reasons = new Array(count).fill('')
  }

  take(index: number, findings: Findings): void {
    const errors = errorsOf(findings)
    for (let k = 0; k < this.names.length; k++) {
      this.values[k][index] = findings.values[k]
      this.errors[k][index] = errors[k] ?? Number.NaN
    }
    this.rss[index] = findings.rss
    this.converged[index] = findings.converged
    this.stopped[index] = findings.stopped
    this.reasons[index] = findings.reason
  }

  fail(index: number, stopped: Stopped | 'failed', reason: string): void {
    this.stopped[index] = stopped
    this.reasons[index] = reason
  }

  all(): ManyFits {
    const { names, count, rss, converged, stopped, reasons } = this
    const named = (columns: readonly Float64Array[]) => Object.fromEntries(names.map((name, k) => [name, columns[k]]))
    return {
      count,
      parameters: named(this.values),
      standardErrors: named(this.errors),
      rss,
      converged,
      stopped,
      reasons,
    }
  }
}
