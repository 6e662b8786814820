import { Worker } from 'node:worker_threads'
import {
  type CurveData,
  type CurveFit,
  type CurveOptions,
  fitCurve,
  loadFit,
  type SavedFit,
} from '../../curve/index.js'
import { WoodburyError, type WoodburyErrorCode } from '../../index.js'

export interface FitTask {
  readonly model: string
  readonly data: CurveData
  readonly options: CurveOptions
}

export type Answer =
  | { readonly fit: SavedFit }
  | {
      readonly error: {
        readonly code: WoodburyErrorCode
        readonly message: string
        readonly facts: Readonly<Record<string, unknown>>
      }
    }

/**
 * A fit in a thread of its own, so that this one hears signals: a fit is synchronous. Aborted, it ends with what it has
 * reached.
 * @throws WoodburyError as `fitCurve`; WORKER_LOST
 */
export async function fitInThread(task: FitTask, signal: AbortSignal): Promise<CurveFit> {
  const stop = new Int32Array(new SharedArrayBuffer(4))
  signal.addEventListener('abort', () => Atomics.store(stop, 0, 1))
  const worker = threadOf({ ...task, stop })
  if (!worker) return fitCurve(task.model, task.data, task.options)
  const answer = await new Promise<Answer>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', code => {
      reject(new WoodburyError('WORKER_LOST', `fit: the thread of the fit ended with code ${code} and no result.`))
    })
  })
  if ('fit' in answer) return loadFit(answer.fit)
  const { code, message, facts } = answer.error
  throw new WoodburyError(code, message, facts)
}

/** Undefined where Node may not start threads: the fit then cannot be stopped half-way. */
function threadOf(workerData: object): Worker | undefined {
  try {
    return new Worker(new URL('./fit-worker.js', import.meta.url), { workerData })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ACCESS_DENIED') return undefined
    throw error
  }
}
