import * as v from 'valibot'
import { LIMITS, Refusal } from './limits.js'

const row = v.pipe(v.array(v.pipe(v.number(), v.finite())), v.minLength(1), v.maxLength(LIMITS.columns))
const matrix = v.pipe(v.array(row), v.minLength(1), v.maxLength(LIMITS.samples))
const labels = v.pipe(
  v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LIMITS.columns - 1))),
  v.minLength(1),
  v.maxLength(LIMITS.samples),
)
const size = max => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(max))
const bytes = v.pipe(v.string(), v.nonEmpty(), v.base64())

const layer = v.strictObject({
  units: size(LIMITS.units),
  activation: v.optional(v.picklist(['linear', 'tanh', 'relu', 'sigmoid', 'softplus', 'gelu']), 'linear'),
})

const seed = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1)), 0)

/** A new network by its layers, the last of which is linear, or a model from an earlier answer. */
const network = v.union([
  v.strictObject({ layers: v.pipe(v.array(layer), v.minLength(1), v.maxLength(LIMITS.layers)), seed }),
  v.strictObject({ bytes }),
])

export const fitSchema = v.strictObject({
  network,
  /** n × inputs. */
  x: matrix,
  /** n × outputs, or n class indices. */
  y: v.union([matrix, labels]),
  /** `softmaxCrossEntropy` takes class indices for y. */
  loss: v.optional(v.picklist(['meanSquaredError', 'softmaxCrossEntropy', 'sigmoidCrossEntropy']), 'meanSquaredError'),
  optimizer: v.optional(v.picklist(['smwGN', 'smwNG']), 'smwGN'),
  steps: v.optional(size(LIMITS.steps), 100),
  seed,
  /** The checkpoint of an answer whose `stopped` was "flops", with all else as in its request. */
  resume: v.optional(bytes),
})

export const predictSchema = v.strictObject({
  model: bytes,
  x: matrix,
  probabilities: v.optional(v.boolean(), false),
})

/** @throws Refusal that names the first field that does not fit */
export function parse(schema, value) {
  const { success, output, issues } = v.safeParse(schema, value, { abortEarly: true })
  if (success) return output
  const path = v.getDotPath(issues[0])
  throw new Refusal(422, 'BAD_REQUEST', `${path ? `${path}: ` : ''}${issues[0].message}`)
}
