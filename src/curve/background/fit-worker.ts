import { type ApartWorker, ApartWorkers } from '../../runtime/apart-worker.js'
import type { FitVerbs } from './fit-verbs.js'

/** A worker that fits curves for one call at a time. */
export type FitWorker = ApartWorker<FitVerbs>

const fitWorkers = new ApartWorkers<FitVerbs>('curve')

/** An idle worker or a new one. @throws why there is none */
export const takeFitWorker = (): Promise<FitWorker> => fitWorkers.take()

export const giveBackFitWorker = (worker: FitWorker): void => fitWorkers.giveBack(worker)
