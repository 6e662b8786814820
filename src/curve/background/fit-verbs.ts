import { messageOf } from '../../brand.js'
import { WoodburyError } from '../../errors.js'
import { milliseconds } from '../../runtime/timers.js'
import { version } from '../../version.js'
import type { SavedFit } from '../curve-fit.js'
import type { CurveData } from '../data/points.js'
import type { IterationRecord } from '../engine/problem.js'
import { fitModel } from '../fit-model.js'
import { type ManyJob, SetFitter } from '../many/set-fitter.js'
import type { Fitted } from '../many/share.js'
import type { AnyCurveOptions } from '../options.js'
import { receivedModel } from './received-model.js'
import type { SentModel } from './sent-model.js'

/** A job as it crosses threads. */
export type SentJob = Omit<ManyJob, 'model'> & { readonly model: SentModel }

/** One fit as it crosses threads. */
export interface SentFit {
  readonly model: SentModel
  readonly data: CurveData | readonly CurveData[]
  readonly options: AnyCurveOptions
}

/** What a worker says of a fit: the iterations since the last message, and at the end how it went. */
export interface FitMessage {
  readonly records: readonly IterationRecord[]
  readonly saved?: SavedFit
  readonly error?: { readonly code?: string; readonly message: string; readonly facts?: object }
}

/** Milliseconds between two messages. */
const MESSAGE_EVERY = 25

/** Milliseconds after which a share goes back as far as it has come: for progress, an abort, and other threads. */
const PIECE = 50

/** What a worker that fits curves can be asked for. The flag is a word in shared memory, 1 once the caller has aborted. */
export function fitVerbs() {
  let fitter: SetFitter | undefined
  let isTold = false
  return {
    hello: async () => ({ version }),

    openFits({ model, ...job }: SentJob, flag?: Int32Array): void {
      isTold = false
      const signal = {
        get aborted() {
          return isTold || isSet(flag)
        },
      }
      fitter = new SetFitter({ ...job, model: receivedModel(model) }, signal)
    },

    /** Fits sets that stand in y one after another. */
    fitShare(y: Float64Array, lengths: readonly number[], begin: Float64Array): Fitted {
      let end = 0
      const sets = lengths.map(length => {
        end += length
        return y.subarray(end - length, end)
      })
      return (fitter as SetFitter).fit(sets, begin, PIECE)
    },

    abortFits(): void {
      isTold = true
    },

    /** Everything it has to say goes through `port`. */
    fitAlone({ model, data, options }: SentFit, port: MessagePort, flag?: Int32Array): void {
      let records: IterationRecord[] = []
      let sent = milliseconds()
      const send = (more: Omit<FitMessage, 'records'> = {}) => {
        port.postMessage({ records, ...more } satisfies FitMessage)
        records = []
        sent = milliseconds()
      }
      const signal = {
        get aborted() {
          return isSet(flag)
        },
      } as AbortSignal
      const onIteration = (record: IterationRecord) => {
        records.push({ ...record, parameters: record.parameters.slice() })
        if (milliseconds() - sent >= MESSAGE_EVERY) send()
      }
      try {
        send({ saved: fitModel(receivedModel(model), data, { ...options, signal, onIteration }).toJSON() })
      } catch (error) {
        const { code, facts } = error instanceof WoodburyError ? error : { code: undefined, facts: undefined }
        send({ error: { code, facts, message: messageOf(error) } })
      }
      port.close()
    },
  }
}

export type FitVerbs = ReturnType<typeof fitVerbs>

const isSet = (flag: Int32Array | undefined) => flag !== undefined && Atomics.load(flag, 0) !== 0
