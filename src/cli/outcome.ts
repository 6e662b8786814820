import Table from 'cli-table3'
import pc from 'picocolors'
import type { Evaluation, FitResult } from '../index.js'
import { short } from './short.js'

/** The figures of a finished run, in the target's own units. */
export interface Figures {
  readonly train: Evaluation
  readonly validation?: Evaluation
  readonly test?: Evaluation
}

const MOST_RECORDS = 1000

const METHODS = { smwGN: 'smw-gn', smwNG: 'smw-ng', sgd: 'sgd', adam: 'adam' } as const

/** Every k-th record, at most a thousand, the last one included. */
function thinned<R>(records: readonly R[]): R[] {
  const stride = Math.ceil(records.length / MOST_RECORDS)
  return records.filter((_, k) => (records.length - 1 - k) % stride === 0)
}

/** The one object that --json prints. */
export function jsonOf(result: FitResult, figures: Figures, model: string | undefined): string {
  const { optimizer, threads, simd, steps, epochs, seconds, stopped, reason, history, warnings } = result
  const { params } = result.model
  return JSON.stringify({
    optimizer: METHODS[optimizer.method],
    settings: optimizer,
    parameters: params.length,
    dtype: params instanceof Float32Array ? 'float32' : 'float64',
    threads,
    simd,
    steps,
    epochs,
    seconds,
    stopped,
    reason,
    lambda: history.at(-1)?.lambda,
    ...figures,
    history: thinned(history).map(({ step, epoch, seconds, loss, lambda, gainRatio }) => ({
      step,
      epoch,
      seconds,
      loss,
      lambda,
      gainRatio,
    })),
    warnings,
    model,
  })
}

const orNothing = (value: number | undefined) => (value === undefined ? '' : short(value, 5))

/** The table that people read, and below it why the run ended and what it noted. */
export function tableOf(result: FitResult, figures: Figures): string {
  const percent = (value: number | undefined) => (value === undefined ? '' : `${(100 * value).toFixed(2)} %`)
  const sets = Object.entries(figures).filter((entry): entry is [string, Evaluation] => entry[1] !== undefined)
  const columns = [
    { name: 'loss', show: ({ loss }: Evaluation) => short(loss, 5) },
    { name: 'RMSE', show: ({ rmse }: Evaluation) => orNothing(rmse) },
    { name: 'accuracy', show: ({ accuracy }: Evaluation) => percent(accuracy) },
  ].filter(({ show }) => sets.some(([, figure]) => show(figure) !== ''))
  const table = new Table({
    head: ['', ...columns.map(({ name }) => name)],
    colAligns: ['left', ...columns.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  })
  for (const [name, figure] of sets) table.push([name, ...columns.map(({ show }) => show(figure))])
  const { optimizer, model, steps, epochs, seconds, threads, simd, stopped, reason, warnings, history } = result
  const lambda = history.at(-1)?.lambda
  const facts = [
    `${METHODS[optimizer.method]}, ${model.params.length} parameters, ${steps} steps, ${epochs} epochs, ${seconds.toFixed(1)} s`,
    `${threads === 1 ? '1 thread' : `${threads} threads`}, ${simd} SIMD${lambda === undefined ? '' : `, lambda ${short(lambda, 3)}`}`,
    `stopped: ${stopped} (${reason})`,
    ...warnings.map(warning => `note: ${warning}`),
  ]
  return `${table.toString()}\n${facts.map(line => pc.dim(line)).join('\n')}\n`
}
