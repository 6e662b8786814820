import { dampingRule } from '../damping/table.js'
import { WoodburyError } from '../errors.js'
import { Digest } from '../io/digest.js'
import { modelFromFile, modelToFile, OPTIMIZER_PREFIX } from '../io/model-file.js'
import { decode, encode, type Tensor, type TensorFile } from '../io/safetensors.js'
import { trainedParameters, withTrained } from '../model/frozen/parameters.js'
import type { Model } from '../model/graph.js'
import { trainedShapesOf } from '../model/shapes.js'
import { isSecondOrder } from '../optim/guards.js'
import { show } from '../options.js'
import type { RunPlan } from '../place/plan.js'
import { isObject } from '../plain.js'
import { arrayOf, dtypeOf, type FloatArray } from '../runtime/dtype.js'
import { stateOf } from '../step/layout.js'
import { named } from '../step/state.js'
import type { RunState } from '../train/plan.js'
import { checkCounters } from './counters.js'
import { differences, type Facts, factsOf, VERSION } from './facts.js'

const KEY = 'woodbury_checkpoint'
const SEAL = 'woodbury_seal'
const COEFFICIENTS = 'coefficients'
const COUNTERS = `${OPTIMIZER_PREFIX}counters`

const tensorOf = (data: FloatArray): Tensor =>
  ({ dtype: dtypeOf(data) === 'float32' ? 'F32' : 'F64', shape: [data.length], data }) as Tensor

/** A digest of all that a checkpoint says and holds: a run that goes on from one flipped bit is not the same run. */
function sealOf({ tensors, metadata }: TensorFile): string {
  const digest = new Digest()
  for (const [key, text] of [...metadata].sort()) if (key !== SEAL) digest.text(key).text(text)
  for (const name of [...tensors.keys()].sort()) digest.text(name).values((tensors.get(name) as Tensor).data)
  return digest.toString()
}

/** The model file of a run's current parameters, with the optimiser's vectors and counters beside them. */
export function encodeCheckpoint(plan: RunPlan, model: Model, state: RunState): Uint8Array {
  const file = modelToFile(withTrained(model, state.params))
  const tensors = new Map(file.tensors)
  for (const [name, data] of Object.entries(state.arrays)) tensors.set(OPTIMIZER_PREFIX + name, tensorOf(data))
  const { coefficients = [] } = plan
  if (coefficients.length > 0)
    tensors.set(OPTIMIZER_PREFIX + COEFFICIENTS, tensorOf(state.params.slice(-coefficients.length)))
  tensors.set(COUNTERS, tensorOf(Float64Array.from(Object.values(state.counters))))
  const facts = JSON.stringify(factsOf(plan, Object.keys(state.counters)))
  const metadata = new Map([...file.metadata, [KEY, facts]])
  return encode({ tensors, metadata: metadata.set(SEAL, sealOf({ tensors, metadata })) })
}

/**
 * The state to go on from, the parameters of the whole model, and warnings about what differs from the run that was stopped.
 * @throws WoodburyError BAD_FILE when the bytes are no checkpoint, a damaged one, or one of another network, method or dtype
 */
export function decodeCheckpoint(
  bytes: Uint8Array,
  plan: RunPlan,
  model: Model,
): { state: RunState; params: FloatArray; warnings: string[] } {
  const where = 'fit: resume'
  const refuse = (sentence: string): never => {
    throw new WoodburyError('BAD_FILE', `${where}: ${sentence}`)
  }
  const damaged = (what: string): never => refuse(`the checkpoint is damaged (${what}). Resume from an earlier one.`)
  const file = decode(bytes, where)
  const values = file.tensors.get(COUNTERS)
  const text = file.metadata.get(KEY)
  if (text === undefined || values?.dtype !== 'F64')
    return refuse('the bytes hold a model but no checkpoint. Pass those of a checkpoint, or train the model anew.')
  const facts = parsed(text)
  if (facts?.version !== undefined && facts.version !== VERSION)
    refuse(
      `the checkpoint has version ${show(facts.version)}, this woodbury reads ${VERSION}. Resume with the one that wrote it.`,
    )
  const sound =
    facts && isObject(facts.settings) && isObject(facts.data) && facts.counters?.length === values.data.length
  if (!sound || file.metadata.get(SEAL) !== sealOf(file)) return damaged('its parts do not fit together')
  const { method, dtype } = facts
  if (method !== plan.optimizer.method)
    refuse(`the checkpoint is of ${method}, this run uses ${plan.optimizer.method}. Resume with the same optimizer.`)
  if (dtype !== plan.dtype)
    refuse(`the checkpoint is in ${dtype}, this run computes in ${plan.dtype}. Resume with dtype: '${dtype}'.`)
  const layers = (names: unknown) => JSON.stringify(names ?? [])
  if (layers(facts.settings.frozen) !== layers(plan.frozen))
    refuse(
      `the checkpoint is of a run with frozen layers ${layers(facts.settings.frozen)}, this one has ${layers(plan.frozen)}. Freeze the same.`,
    )
  const whole = modelFromFile(file, where, model)
  const all: Record<string, FloatArray> = {}
  for (const [name, { data }] of file.tensors)
    if (name.startsWith(OPTIMIZER_PREFIX) && name !== COUNTERS)
      all[name.slice(OPTIMIZER_PREFIX.length)] = data as FloatArray
  const { [COEFFICIENTS]: coefficients, ...arrays } = all
  const params = joined(trainedParameters(whole), coefficients)
  if (params.length !== plan.params.length)
    refuse('the checkpoint has other parameters in its residuals. Resume the same.')
  const state = stateOf(plan, trainedShapesOf(plan.graph))
  // A method that now remembers more begins with nothing to remember.
  for (const [name, { length, dtype: type }] of Object.entries(state)) arrays[name] ??= arrayOf(type, length)
  for (const [name, { length }] of Object.entries(arrays))
    if (length !== (state[name]?.length ?? params.length))
      refuse(
        `the checkpoint has ${length} numbers of "${name}", and this run ${state[name]?.length ?? params.length}. Resume with the options and the size of that run.`,
      )
  const counted = Object.fromEntries(facts.counters.map((name, k) => [name, values.data[k]]))
  const counters = checkCounters(withDamping(counted, facts, plan), plan, damaged)
  return {
    state: { params, arrays, counters },
    params: whole.params,
    warnings: differences(facts, factsOf(plan, facts.counters)),
  }
}

/** The counters, in which another rule than the old one starts instead of going on from its λ. */
function withDamping(
  counters: RunState['counters'],
  { settings }: Facts,
  { optimizer }: RunPlan,
): RunState['counters'] {
  if (!isSecondOrder(optimizer)) return counters
  const { damping } = optimizer
  if (JSON.stringify(settings.damping) === JSON.stringify(damping)) return counters
  const others = Object.entries(counters).filter(([name]) => !/^damping(Before)?\./.test(name))
  const start = dampingRule(damping).start(damping)
  return { ...Object.fromEntries(others), ...named('damping', start), ...named('dampingBefore', start) }
}

/** The parameters of a run: those of the model, then its coefficients. */
function joined(params: FloatArray, coefficients?: FloatArray): FloatArray {
  if (!coefficients) return params
  const result = arrayOf(dtypeOf(params), params.length + coefficients.length)
  result.set(params)
  result.set(coefficients, params.length)
  return result
}

/** What the metadata say, if it is an object at all; the seal vouches for the rest. */
function parsed(text: string): Facts | undefined {
  try {
    const facts: unknown = JSON.parse(text)
    return isObject(facts) ? (facts as unknown as Facts) : undefined
  } catch {
    return undefined
  }
}
