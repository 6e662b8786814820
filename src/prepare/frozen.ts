import { WoodburyError } from '../errors.js'
import type { Samples } from '../model/feed.js'
import type { Cut } from '../model/frozen/cut.js'
import { frozenParameters, trainedParameters } from '../model/frozen/parameters.js'
import type { Graph, Model } from '../model/graph.js'
import { shapesOf } from '../model/shapes.js'
import type { RunPlan } from '../place/plan.js'
import { arrayOf, type DType, type FloatArray } from '../runtime/dtype.js'

/** What the frozen layers at the bottom of a model have to compute before a run: an array for each output of their graph. */
export interface Features {
  readonly model: Pick<Model, 'graph' | 'params'>
  readonly sets: readonly FeatureSet[]
}

interface FeatureSet {
  readonly count: number
  readonly inputs: readonly FloatArray[]
  readonly into: readonly FloatArray[]
}

/** What a plan says of the parameters: those it trains, and those it only reads. */
export function parametersOf(
  { graph, frozen }: Cut,
  whole: Pick<Model, 'graph' | 'params'>,
): Pick<RunPlan, 'graph' | 'params' | 'constants' | 'frozen'> {
  const params = trainedParameters(whole)
  return frozen.length > 0 ? { graph, params, constants: frozenParameters(whole, graph), frozen } : { graph, params }
}

/** Room for the values that the frozen layers give for each sample. @throws WoodburyError OUT_OF_MEMORY */
export function roomForFeatures({ base }: Cut, count: number, dtype: DType): FloatArray[] {
  if (!base) return []
  const { nodes, outputs } = shapesOf(base)
  try {
    return outputs.map(k => arrayOf(dtype, count * nodes[k].units))
  } catch (cause) {
    const units = outputs.reduce((sum, k) => sum + nodes[k].units, 0)
    const message = `fit: there is no room for what the frozen layers give, ${count} × ${units} numbers. Pass fewer samples.`
    throw new WoodburyError('OUT_OF_MEMORY', message, { samples: count, units }, { cause })
  }
}

/** The samples as the run sees them: what is left of the inputs, then the features. */
export function remainingSamples(
  { graph, base }: Cut,
  whole: Graph,
  samples: Samples,
  features: FloatArray[],
): Samples {
  const inputs = graph.inputs.map(name => {
    const place = base?.outputs.indexOf(name) ?? -1
    return place >= 0 ? features[place] : samples.inputs[whole.inputs.indexOf(name)]
  })
  return { ...samples, inputs }
}

/** What is to be computed before the run, from samples that nobody changes any more; nothing without a base. */
export function featuresOf(
  { base }: Cut,
  whole: Pick<Model, 'graph' | 'params'>,
  sets: readonly (readonly [samples: Samples, into: FloatArray[]])[],
): Features | undefined {
  if (!base) return undefined
  const places = base.inputs.map(name => whole.graph.inputs.indexOf(name))
  return {
    model: { graph: base, params: frozenParameters(whole, base) },
    sets: sets.map(([{ count, inputs }, into]) => ({ count, inputs: places.map(k => inputs[k]), into })),
  }
}
