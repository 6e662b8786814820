import { WoodburyError } from '../errors.js'
import { modelFromFile, modelToFile, OPTIMIZER_PREFIX } from '../io/model-file.js'
import { decode, encode, type Tensor } from '../io/safetensors.js'
import type { Model } from '../model/graph.js'
import type { FloatArray } from '../runtime/dtype.js'
import { vectorNames } from './layout.js'
import type { RunPlan, RunState } from './plan.js'

const KEY = 'woodbury_checkpoint'
const COUNTERS = `${OPTIMIZER_PREFIX}counters`

/** What a resumed run must share with the one that was stopped to go on bit for bit. */
interface Facts {
  readonly version: 1
  readonly method: string
  readonly budget: RunPlan['budget']
  readonly threads: number
  readonly simd: string
  readonly seed: number
  readonly samples: number
  readonly counters: readonly string[]
}

const factsOf = (plan: RunPlan, counters: readonly string[]): Facts => ({
  version: 1,
  method: plan.optimizer.method,
  budget: plan.budget,
  threads: plan.threads,
  simd: plan.simd,
  seed: plan.seed,
  samples: plan.training.count,
  counters,
})

const tensorOf = (data: FloatArray): Tensor =>
  ({ dtype: data instanceof Float32Array ? 'F32' : 'F64', shape: [data.length], data }) as Tensor

/** The model file of a run's current parameters, with the optimiser's vectors and counters beside them. */
export function encodeCheckpoint(plan: RunPlan, model: Model, state: RunState): Uint8Array {
  const file = modelToFile({ ...model, params: state.params })
  const tensors = new Map(file.tensors)
  for (const [name, data] of Object.entries(state.vectors)) tensors.set(OPTIMIZER_PREFIX + name, tensorOf(data))
  tensors.set(COUNTERS, tensorOf(Float64Array.from(Object.values(state.counters))))
  const facts = JSON.stringify(factsOf(plan, Object.keys(state.counters)))
  return encode({ tensors, metadata: new Map([...file.metadata, [KEY, facts]]) })
}

/**
 * The state to go on from, and warnings about what differs from the run that was stopped.
 * @throws WoodburyError BAD_FILE when the bytes are no checkpoint, or one of another network or method
 */
export function decodeCheckpoint(
  bytes: Uint8Array,
  plan: RunPlan,
  model: Model,
): { state: RunState; warnings: string[] } {
  const where = 'fit: resume'
  const file = decode(bytes, where)
  const text = file.metadata.get(KEY)
  const counters = file.tensors.get(COUNTERS)
  if (text === undefined || counters?.dtype !== 'F64')
    throw new WoodburyError(
      'BAD_FILE',
      `${where}: the bytes hold a model but no checkpoint. Pass result.checkpoint, or fit the loaded model anew.`,
    )
  const facts = JSON.parse(text) as Facts
  if (facts.method !== plan.optimizer.method)
    throw new WoodburyError(
      'BAD_FILE',
      `${where}: the checkpoint is of ${facts.method}, this run uses ${plan.optimizer.method}. Resume with the same optimizer.`,
    )
  const { params } = modelFromFile(file, where, model)
  const vectors: Record<string, FloatArray> = {}
  for (const [name, { data }] of file.tensors)
    if (name.startsWith(OPTIMIZER_PREFIX) && name !== COUNTERS)
      vectors[name.slice(OPTIMIZER_PREFIX.length)] = data as FloatArray
  const missing = vectorNames(plan).find(name => vectors[name]?.length !== params.length)
  if (missing !== undefined || params.constructor !== plan.params.constructor)
    throw new WoodburyError(
      'BAD_FILE',
      `${where}: the checkpoint lacks ${missing ?? `parameters in ${plan.dtype}`}. Resume with the options of the run that was stopped.`,
    )
  const state = {
    params,
    vectors,
    counters: Object.fromEntries(facts.counters.map((name, k) => [name, counters.data[k]])),
  }
  return { state, warnings: differences(facts, factsOf(plan, facts.counters)) }
}

function differences(then: Facts, now: Facts): string[] {
  const names = ['budget', 'threads', 'simd', 'seed', 'samples'] as const
  return names
    .filter(name => JSON.stringify(then[name]) !== JSON.stringify(now[name]))
    .map(
      name =>
        `resumed with ${name} ${JSON.stringify(now[name])}, stopped with ${JSON.stringify(then[name])}: the numbers will differ from an unbroken run`,
    )
}
