import type { FitResult, StepRecord } from '../../index.js'
import type { Figures } from '../show/figures.js'
import { kebab } from './names.js'

const MOST_RECORDS = 1000

/** The one JSON object of `train --json`, what was guessed of the files among its warnings; numbers that JSON cannot write become null. */
export function trainJson(result: FitResult, figures: Figures, notes: readonly string[], modelPath?: string): object {
  const { model, optimizer, history, steps, epochs, seconds, stopped, reason, threads, simd, warnings } = result
  return {
    optimizer: kebab(optimizer.method),
    settings: optimizer,
    parameters: model.params.length,
    dtype: model.params.BYTES_PER_ELEMENT === 8 ? 'float64' : 'float32',
    threads,
    simd,
    steps,
    epochs,
    seconds,
    stopped,
    reason,
    ...(result.best && { best: result.best }),
    lambda: history.at(-1)?.lambda ?? null,
    ...(result.chosen !== undefined && { chosen: result.chosen }),
    ...figures,
    history: thinned(history, MOST_RECORDS).map(recordJson),
    warnings: [...notes, ...warnings],
    ...(result.profile && { profile: result.profile }),
    ...(modelPath !== undefined && { model: modelPath }),
  }
}

const recordJson = ({ step, epoch, seconds, loss, lambda, gainRatio }: StepRecord) => ({
  step,
  epoch,
  seconds,
  loss,
  ...(lambda !== undefined && { lambda }),
  ...(gainRatio !== undefined && { gainRatio }),
})

/** At most so many of the records, evenly spaced, the first and the last among them. */
export function thinned<R>(records: readonly R[], most: number): R[] {
  if (records.length <= most) return [...records]
  return Array.from({ length: most }, (_, k) => records[Math.round((k * (records.length - 1)) / (most - 1))])
}
