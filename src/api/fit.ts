import { places } from '#places'
import { classOf } from '../brand.js'
import { WoodburyError } from '../errors.js'
import { withTrained } from '../model/frozen/parameters.js'
import type { Model } from '../model/graph.js'
import { need } from '../need.js'
import { show } from '../options.js'
import type { RunListener } from '../place/run-listener.js'
import { settlePlace } from '../place/settle-place.js'
import { isObject } from '../plain.js'
import { encodeCheckpoint } from '../prepare/checkpoint.js'
import type { TrainingData } from '../prepare/data.js'
import { lookOver } from '../prepare/look-over.js'
import { prepareObjective } from '../prepare/objectives/objectives.js'
import { PREPARES, type Prepares } from '../prepare/objectives/prepares.js'
import { type FitOptions, takeFitOptions } from '../prepare/options.js'
import { type PreparedRun, prepareRun } from '../prepare/prepare-run.js'
import { unmeasured } from '../prepare/warnings/warnings.js'
import type { FloatArray } from '../runtime/dtype.js'
import { energyOf, risenEnergy } from '../train/energy.js'
import { History } from '../train/history.js'
import type { RunState } from '../train/plan.js'
import type { EpochRecord, FitResult, StepRecord } from '../train/records.js'
import { Callbacks } from './callbacks.js'
import { fillFeatures } from './frozen-features.js'
import { onAbort } from './on-abort.js'
import { Run } from './run.js'

/**
 * Trains a copy of a model's parameters; the model itself is never touched. The run starts at the call.
 * @param data x: [n, inputs], y: [n, outputs] or n class indices; keyed by node name for several inputs or outputs; or what
 *   `residuals` returns; undefined where `objective` takes its place
 * @returns a run: `await` it for `{ model, history, stopped, … }`, `for await` it for progress
 * @throws WoodburyError at once for bad data or options; the run rejects with OUT_OF_MEMORY or WORKER_LOST, and then
 *   `error.partial` holds what was reached; and for bad numbers beyond the first 2 million of an array
 * @example const { model } = await fit(net, { x, y }, { optimizer: smwGN(), epochs: 20 })
 */
export function fit(model: Model, data: TrainingData | Prepares | undefined, given: FitOptions = {}): Run {
  const options = takeFitOptions(given)
  const end = new (need('AbortController'))()
  const prepared = preparedBy(model, data, options)
  return new Run(prepared.bytes, end, publish => start(prepared, options, publish, end))
}

function preparedBy(model: Model, data: TrainingData | Prepares | undefined, options: FitOptions): PreparedRun {
  if (options.objective !== undefined) return prepareObjective(model, data, options)
  if (isObject(data) && PREPARES in data) return (data as Prepares)[PREPARES](model, options)
  return prepareRun(model, data as TrainingData, options)
}

/**
 * Bytes a run takes: exactly those of its linear memory, before any is allocated, and its copies of x and y.
 * @throws WoodburyError BAD_VALUE unless it is a run
 */
export function forecast(run: Run): number {
  if (run instanceof Run) return run.memoryBytes
  throw new WoodburyError(
    'BAD_VALUE',
    `forecast: ${show(run)} is no run. Pass what fit() returned, before awaiting it.`,
  )
}

async function start(
  { plan: prepared, layout, model, samples, features, warnings, chosen }: PreparedRun,
  options: FitOptions,
  publish: (record: StepRecord) => void,
  end: AbortController,
): Promise<FitResult> {
  await Promise.resolve()
  const callbacks = new Callbacks(() => end.abort())
  for (const warning of warnings) callbacks.call(() => options.onWarning?.(warning))
  const history = new History<StepRecord>()
  const epochs = new History<EpochRecord>()
  let checkpoint: Uint8Array | undefined
  let reached: FitResult | undefined
  const warn = (warning: string) => {
    warnings.push(warning)
    callbacks.call(() => options.onWarning?.(warning))
  }
  await lookOver({ graph: model.graph, heads: prepared.heads, training: samples }, options.transfer)
  if (features) await fillFeatures(features, prepared.dtype)
  const { plan, pool } = await settlePlace(prepared, warn)
  const release = onAbort(options.signal, () => end.abort())
  const encode = (state: RunState) => encodeCheckpoint(plan, model, state)
  try {
    const listener: RunListener = {
      onStep(record) {
        history.add(record)
        callbacks.call(() => options.onStep?.(record))
        publish(record)
      },
      onEpoch(record) {
        epochs.add(record)
        callbacks.call(() => options.onEpoch?.(record))
      },
      onCheckpoint(state) {
        callbacks.call(() => {
          checkpoint = encode(state)
          return options.onCheckpoint?.(checkpoint)
        })
      },
      signal: end.signal,
    }
    const ran = pool ? places.runInWorkers(pool, plan, layout, listener) : places.runInline(plan, layout, listener)
    const { params, state, warnings: more, ...said } = await ran
    for (const warning of [...more, ...unmeasured(plan, said)]) warn(warning)
    const energy = plan.variational && energyOf(history.records())
    for (const warning of risenEnergy(history.records(), energy)) warn(warning)
    reached = {
      model: withTrained(model, params),
      history: history.records(),
      epochHistory: epochs.records(),
      ...said,
      ...(energy && { energy }),
      checkpoint: encode(state),
      optimizer: plan.optimizer,
      ...(chosen !== undefined && { chosen }),
      ...(plan.coefficients && { parameters: named(plan.coefficients, params) }),
      threads: plan.threads,
      place: plan.place,
      simd: plan.simd,
      warnings,
    }
    await callbacks.settled()
    return reached
  } catch (error) {
    const lost = error instanceof WoodburyError ? (error.facts.params as FloatArray | undefined) : undefined
    const kept = reached?.model ?? withTrained(model, lost ?? plan.params)
    const last = reached?.checkpoint ?? checkpoint
    const value = { model: kept, history: history.records(), checkpoint: last }
    // Also on what a callback has thrown: hours of training may hang on it. Not shown where errors are printed.
    if (['Error', 'DOMException'].includes(classOf(error)) && Object.isExtensible(error))
      Object.defineProperty(error, 'partial', { value, configurable: true, writable: true })
    throw error
  } finally {
    release()
  }
}

/** The last of a run's parameters, by the names of its coefficients. */
const named = (names: readonly string[], params: FloatArray): Record<string, number> =>
  Object.fromEntries(names.map((name, k) => [name, params[params.length - names.length + k]]))
