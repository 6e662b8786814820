import { transfer } from 'comlink/dist/esm/comlink.mjs'
import { workers } from '#workers'
import { messageOf } from '../../brand.js'
import { WoodburyError, type WoodburyErrorCode } from '../../errors.js'
import type { CurveFit, SavedFit } from '../curve-fit.js'
import type { CurveData } from '../data/points.js'
import type { AnyModel } from '../model/settle-model.js'
import type { AnyCurveOptions } from '../options.js'
import { abortFlag, setFlag } from './abort-flag.js'
import type { FitMessage, SentFit } from './fit-verbs.js'
import { type FitWorker, giveBackFitWorker, takeFitWorker } from './fit-worker.js'
import { sentModel } from './sent-model.js'

const WHERE = 'fitCurve.inBackground'

/** A call of fitCurve.inBackground, and what fits without a worker, which the caller has loaded. */
export interface BackgroundFit {
  readonly model: AnyModel
  /** Both its own. */
  readonly data: CurveData | readonly CurveData[]
  readonly options: AnyCurveOptions
  readonly hasJacobian: boolean
  readonly signal: AbortSignal | undefined
  readonly onIteration: AnyCurveOptions['onIteration']
  fitHere(watched: Pick<AnyCurveOptions, 'signal' | 'onIteration'>, from?: Float64Array): CurveFit
  loadFit(saved: SavedFit): CurveFit
}

/** @throws WoodburyError as `fitCurve.inBackground` */
export async function fitInBackground(call: BackgroundFit): Promise<CurveFit> {
  const { model, data, options, hasJacobian, signal, onIteration, fitHere, loadFit } = call
  const sent = sentModel(model)
  if (sent === undefined || hasJacobian)
    throw new WoodburyError(
      'BAD_MODEL',
      `${WHERE}: ${sent ? 'the jacobian' : 'the model'} is a function, which cannot leave this thread. Pass an expression or a ready-made model, or use fitCurve.`,
    )
  const worker = await takeFitWorker().catch(() => undefined)
  if (!worker) return fitHere({ signal, onIteration })
  const { saved, reached } = await ask(worker, { model: sent, data, options }, signal, onIteration)
  const fit = saved ? loadFit(saved) : fitHere({ signal: { aborted: true } as AbortSignal }, reached)
  // What needs the data does all of it again, here: next to what it does then, that is little.
  let again: CurveFit | undefined
  const refit = () => {
    again ??= fitHere({})
    return again
  }
  return Object.assign(fit, {
    profile: (...args: Parameters<CurveFit['profile']>) => refit().profile(...args),
    bootstrap: (...args: Parameters<CurveFit['bootstrap']>) => refit().bootstrap(...args),
  })
}

/** A fit, or where it was when it was aborted and its worker, which could not be told, was ended. */
interface Outcome {
  readonly saved?: SavedFit
  readonly reached?: Float64Array
}

async function ask(
  worker: FitWorker,
  fit: SentFit,
  signal: AbortSignal | undefined,
  onIteration: AnyCurveOptions['onIteration'],
): Promise<Outcome> {
  const flag = abortFlag()
  const { port1, port2 } = await workers.channel()
  let abort = () => {}
  try {
    const outcome = await new Promise<Outcome>((resolve, reject) => {
      let reached: Float64Array | undefined
      let least = Number.POSITIVE_INFINITY
      abort = () => (flag ? setFlag(flag) : resolve({ reached }))
      signal?.addEventListener('abort', abort)
      if (signal?.aborted) abort()
      port1.onmessage = ({ data: { records, saved, error } }: MessageEvent<FitMessage>) => {
        try {
          for (const { cost, parameters } of records) if (cost < least) [reached, least] = [parameters, cost]
          for (const record of records) onIteration?.(record)
        } catch (thrown) {
          reject(thrown)
        }
        if (saved) resolve({ saved })
        else if (error) reject(errorOf(error))
      }
      worker.ask(verbs => verbs.fitAlone(fit, transfer(port2, [port2]), flag)).catch(error => reject(lost(error)))
    })
    if (outcome.saved) giveBackFitWorker(worker)
    else void worker.end()
    return outcome
  } catch (error) {
    if (error instanceof WoodburyError && error.code !== 'WORKER_LOST') giveBackFitWorker(worker)
    else void worker.end()
    throw error
  } finally {
    signal?.removeEventListener('abort', abort)
    port1.close()
  }
}

const lost = (error: unknown) =>
  new WoodburyError('WORKER_LOST', `${WHERE}: the worker was lost (${messageOf(error)}). Fit again.`, {
    reason: messageOf(error),
  })

function errorOf({ code, message, facts }: NonNullable<FitMessage['error']>): Error {
  return code === undefined ? new Error(message) : new WoodburyError(code as WoodburyErrorCode, message, { ...facts })
}
