import { digestOf } from '../io/digest.js'
import type { Samples } from '../model/feed.js'
import type { RunPlan } from '../place/plan.js'
import type { Standardizations } from './inputs.js'

/** What a resumed run must share with the one that was stopped to go on bit for bit. */
export interface Facts {
  readonly version: typeof VERSION
  readonly method: string
  readonly dtype: string
  /** Plain values by name: a difference is told with both. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Digests by name: a difference is told without. */
  readonly data: DataDigests
  /** Names of the counters, in the order of their tensor. */
  readonly counters: readonly string[]
}

export type DataDigests = Readonly<Record<string, string>>

/** Raised whenever a checkpoint of the new kind would be misread by code that knows only the old one. */
export const VERSION = 3

const weightsOf = ({ weights }: Samples) => (weights ? [weights] : [])

/** What a run has been given, in digests: taken at the call, before the caller's arrays can change. */
export function digestsOf(
  training: Samples,
  validation: Samples | undefined,
  constants: Standardizations,
): DataDigests {
  const texts = JSON.stringify(Object.entries(constants).sort())
  return {
    inputs: digestOf(training.inputs),
    targets: digestOf(training.targets),
    weights: digestOf(weightsOf(training)),
    'validation data': validation
      ? digestOf([...validation.inputs, ...validation.targets, ...weightsOf(validation)])
      : 'none',
    standardization: digestOf([Uint32Array.from(texts, letter => letter.charCodeAt(0))]),
  }
}

export function factsOf(plan: RunPlan, counters: readonly string[]): Facts {
  const {
    optimizer,
    dtype,
    budget,
    threads,
    simd,
    seed,
    training,
    weightDecay,
    regularization,
    heads,
    earlyStopping,
    frozen,
    variational,
  } = plan
  const { method, ...options } = optimizer
  return {
    version: VERSION,
    method,
    dtype,
    settings: {
      budget,
      threads,
      simd,
      seed,
      samples: training.count,
      weightDecay,
      regularization,
      heads,
      earlyStopping,
      frozen,
      ...(variational && { sweeps: variational.sweeps, envelope: variational.envelope }),
      ...options,
    },
    data: plan.digests,
    counters,
  }
}

const text = (value: unknown) => (value === undefined ? 'none' : JSON.stringify(value))

/** As a sentence shows it. */
const shown = (value: unknown) => text(value).slice(0, 200)

/** A sentence for each thing that is not as it was. */
export function differences(then: Facts, now: Facts): string[] {
  const effect = 'the numbers can differ from those of an unbroken run'
  const differing = (a: Facts['settings'], b: Facts['settings']) =>
    [...new Set([...Object.keys(b), ...Object.keys(a)])].filter(name => text(a[name]) !== text(b[name]))
  const settings = differing(then.settings, now.settings).map(
    name => `resumed with ${name} ${shown(now.settings[name])}, stopped with ${shown(then.settings[name])}: ${effect}`,
  )
  const data = differing(then.data, now.data)
  if (data.length === 0) return settings
  return [...settings, `resumed with other ${data.join(', ')} than the run that was stopped: ${effect}`]
}
