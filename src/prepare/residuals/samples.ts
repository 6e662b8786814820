import { standardization } from '../../data/standardize.js'
import { WoodburyError } from '../../errors.js'
import type { Samples } from '../../model/feed.js'
import type { Model } from '../../model/graph.js'
import type { ShapedGraph } from '../../model/shapes.js'
import { arrayOf, type DType, type FloatArray } from '../../runtime/dtype.js'
import { allFinite } from '../../vectors.js'
import type { Standardizations } from '../inputs.js'
import type { RecordedSet } from './record.js'
import type { RunGraph } from './run-graph.js'
import type { Recording } from './symbols.js'

/** Deviations of inputs outside these start a network where its activations are flat, or all alike. */
const USUAL = [0.02, 50] as const

/**
 * The constants of inputs and outputs: the model's own, or, with `standardize`, those of all points for the inputs.
 * @throws WoodburyError BAD_OPTION for a model that has others
 */
export function constantsOf(
  { standardization: own = {}, graph, losses }: Model,
  shaped: ShapedGraph,
  sets: readonly { readonly points: RecordedSet['points'] }[],
  standardize: boolean | undefined,
  warnings: string[],
): Standardizations {
  const refuse = (why: string) => {
    throw new WoodburyError('BAD_OPTION', `fit: standardize is ${standardize}, and the model ${why}`, {
      option: 'standardize',
    })
  }
  if (Object.keys(own).length > 0) {
    if (standardize !== undefined) refuse('has constants of its own. Leave it out, or start from a fresh model.')
    return own
  }
  if (standardize && losses) refuse('was trained without. Leave it out, or start from a fresh model.')
  const all = sets.flatMap(({ points }) => Array.from(points.data))
  const columns = sets[0].points.shape[1]
  const { mean, scale } = standardization({ data: Float64Array.from(all), shape: [all.length / columns, columns] })
  const odd = scale.findIndex(each => each < USUAL[0] || each > USUAL[1])
  if (!standardize) {
    if (odd >= 0 && standardize === undefined)
      warnings.push(
        `coordinate ${odd} of the points varies by ${scale[odd].toPrecision(2)}, far from 1: pass standardize: true`,
      )
    return {}
  }
  let first = 0
  return Object.fromEntries(
    graph.inputs.map((name, k) => {
      const { units } = shaped.nodes[shaped.inputs[k]]
      const cut = (values: readonly number[]) => values.slice(first, first + units)
      const constants = { mean: cut(mean), scale: cut(scale) }
      first += units
      return [name, constants]
    }),
  )
}

/**
 * All points as the samples of a run: its inputs, then the set and its columns; targets of 0; weights with which the mean
 * over all is the sum of the sets' weighted means.
 * @throws WoodburyError NON_FINITE_INPUT, OUT_OF_MEMORY
 */
export function residualSamples(
  recording: Recording,
  sets: readonly RecordedSet[],
  shaped: ShapedGraph,
  { given, givenUnits, units }: RunGraph,
  dtype: DType,
): Samples {
  const count = sets.reduce((sum, { points }) => sum + points.shape[0], 0)
  const widths = shaped.inputs.map(k => shaped.nodes[k].units)
  let inputs: FloatArray[]
  let targets: FloatArray
  let weights: Float64Array
  try {
    inputs = [...widths, givenUnits].map(width => arrayOf(dtype, count * width))
    targets = arrayOf(dtype, count * units)
    weights = new Float64Array(count)
  } catch (cause) {
    const numbers = count * (widths.reduce((a, b) => a + b, 0) + givenUnits + units)
    const message = `fit: there is no room for ${count} points, ${numbers} numbers. Pass fewer points.`
    throw new WoodburyError('OUT_OF_MEMORY', message, { points: count }, { cause })
  }
  let at = 0
  sets.forEach(({ name, points, weight }, set) => {
    const [n, columns] = points.shape
    let first = 0
    widths.forEach((width, k) => {
      for (let i = 0; i < n; i++)
        for (let c = 0; c < width; c++) inputs[k][(at + i) * width + c] = points.data[i * columns + first + c]
      first += width
    })
    const last = inputs[widths.length]
    for (let i = 0; i < n; i++) last[(at + i) * givenUnits] = set
    given[set].forEach((index, c) => {
      for (let i = 0; i < n; i++) last[(at + i) * givenUnits + 1 + c] = recording.given[index][i]
    })
    weights.fill((weight * count) / n, at, at + n)
    const whole = inputs.every(data => allFinite(data, (at * data.length) / count, ((at + n) * data.length) / count))
    if (!whole)
      throw new WoodburyError(
        'NON_FINITE_INPUT',
        `residuals: points or columns of ${name} hold a number too large for ${dtype}. Pass dtype: 'float64'.`,
        { set: name },
      )
    at += n
  })
  return { count, inputs, targets: [targets], weights }
}
