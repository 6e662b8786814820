import { oneOf, positiveInteger } from '../options.js'
import { Breath } from '../runtime/breath.js'
import { milliseconds } from '../runtime/timers.js'
import { copied } from './background/copied.js'
import { isList, type Numbers, numbersOf } from './data/numbers.js'
import { settlePoints } from './data/points.js'
import { Agenda } from './many/agenda.js'
import { exampleStart } from './many/example-start.js'
import { Found, type ManyFits } from './many/many-fits.js'
import { type ManyJob, SetFitter } from './many/set-fitter.js'
import { setsOf } from './many/sets.js'
import type { Share } from './many/share.js'
import { withOwnBounds } from './model/own-bounds.js'
import { type Model, type ModelOptions, modelOf } from './model/settle-model.js'
import { type CurveOptions, checkFields, settleCurveOptions } from './options.js'
import type { Values } from './parameters.js'

export interface ManyOptions<P extends Values = Values> extends Omit<CurveOptions<P>, 'shared' | 'onIteration'> {
  /** Whether each row of `y` is a data set (the default), or each column. */
  readonly axis?: 'rows' | 'columns'
  /**
   * Starts each fit where the one before converged, in rows of 8 to 64 sets that begin where the first before them did. Ready-made
   * models do, and find a start of their own where that is far from the set's points or does not end well.
   */
  readonly warmStart?: boolean
  /**
   * Threads that fit expressions and ready-made models: by default all of the hardware's, and one for less than some 200 ms of work.
   * A function stays in this thread. The numbers do not depend on it.
   */
  readonly threads?: number
  /** Of each fit, by default 400: of thousands one that finds no end must not take the time of hundreds. */
  readonly maxEvaluations?: number
  /** Told now and then how many fits are done. */
  readonly onProgress?: (done: number, of: number) => void
}

const WHERE = 'fitMany'

/** Milliseconds of work that are looked at, twice, before workers are thought of: the first time the engine still compiles. */
const LOOK = 10
/** Milliseconds of work for which workers are started, which takes them some 50. */
const WORTH_WORKERS = 200
/** Milliseconds of work between two turns of the event loop. */
const PIECE = 20
/** A share has about this many numbers to reckon with, rows × parameters², and so 8 to 64 sets. */
const SHARE_WORK = 2 ** 16

/**
 * Fits one model to many data sets over the same x, in float64, in workers where there is much to do and here with a turn for the
 * event loop every few milliseconds. A set that cannot be fitted has its own status and stops no other. Once the signal is aborted
 * the rest is `aborted`. What a lost worker leaves is fitted by others.
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
  checkFields(options, WHERE)
  const {
    axis = 'rows',
    warmStart = false,
    threads,
    onProgress,
    signal,
    ...given
  } = options as Omit<ManyOptions, 'jacobian'> & ModelOptions<never>
  oneOf(WHERE, 'axis', axis, ['rows', 'columns'])
  if (threads !== undefined) positiveInteger(WHERE, 'threads', threads, 64)
  settleCurveOptions(given, WHERE)
  const sets = setsOf(y, axis)
  const inputs = isList(x) && !isList(x[0]) ? numbersOf(x, WHERE, 'x') : x
  const data = { x: inputs, y: sets.find(set => set.every(Number.isFinite)) ?? sets[0] }
  const [example] = settlePoints(data, 'omit', WHERE)
  const model = modelOf(named)
  const job: ManyJob = {
    model,
    x: inputs,
    columns: example.columns.length,
    start: exampleStart(model, data, example, given, WHERE),
    options: withOwnBounds(model, given),
    chains: warmStart || given.start === undefined,
  }
  const fitter = new SetFitter(job, signal)
  const { names, start } = fitter.own
  const found = new Found(names, sets.length)
  const size = Math.max(8, Math.min(64, Math.round(SHARE_WORK / (example.y.length * names.length ** 2))))
  const agenda = new Agenda(sets.length, size, start, found, job.chains, onProgress)
  const breath = new Breath()
  const setsIn = ({ from, step, count }: Share) => Array.from({ length: count }, (_, k) => sets[from + k * step])

  /** Fits here what is on the agenda, for so many milliseconds. */
  async function fitHere(most = Number.POSITIVE_INFINITY): Promise<void> {
    const until = milliseconds() + most
    try {
      for (let share = await agenda.take(); share; share = await agenda.take()) {
        agenda.settle(share, fitter.fit(setsIn(share), share.begin, Math.min(PIECE, most)))
        if (milliseconds() >= until) return
        await breath.due(0)
      }
    } catch (error) {
      agenda.fail(error)
    }
  }

  /** Milliseconds of work that are left, by the time that the last sets took. */
  async function look(): Promise<number> {
    await fitHere(LOOK)
    const before = agenda.done
    const began = milliseconds()
    await fitHere(LOOK)
    return ((milliseconds() - began) / Math.max(1, agenda.done - before)) * (sets.length - agenda.done)
  }

  try {
    if ((threads ?? 1) > 1 || (await look()) >= WORTH_WORKERS) {
      const { fitApart } = await import('./background/fit-apart.js')
      await fitApart({
        agenda,
        model,
        hasFunctions: Object.values(given).some(option => typeof option === 'function'),
        copied: () => copied({ ...job, model: undefined }, WHERE),
        setsIn,
        threads,
        signal,
        fitHere,
      })
    }
    await fitHere()
    await agenda.whenOver()
  } finally {
    breath.close()
  }
  return found.all()
}
