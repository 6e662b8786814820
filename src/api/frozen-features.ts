import { WoodburyError } from '../errors.js'
import type { Features } from '../prepare/frozen.js'
import { Breath } from '../runtime/breath.js'
import type { DType, FloatArray } from '../runtime/dtype.js'
import { trainingKernels } from '../runtime/wasm/training-kernels.js'
import { allFinite } from '../vectors.js'
import { forwardAll } from './forward-pass.js'

/** Products between two turns of the event loop: some 20 ms, for which a page stands still. */
const WORK = 2 ** 28

/** Samples at a time for which copying the parameters costs little. */
const FEWEST = 64

/**
 * Computes what the frozen layers give, once for all samples of a run; the event loop has its turns.
 * @throws WoodburyError NON_FINITE_INPUT for a sample that they take beyond the dtype, OUT_OF_MEMORY, NO_SIMD
 */
export async function fillFeatures({ model, sets }: Features, dtype: DType): Promise<void> {
  const rows = Math.max(FEWEST, Math.floor(WORK / model.params.length))
  const breath = new Breath()
  try {
    for (const { count, inputs, into } of sets) {
      for (let first = 0; first < count; first += rows) {
        const some = Math.min(rows, count - first)
        const part = (data: FloatArray) =>
          data.subarray((first * data.length) / count, ((first + some) * data.length) / count)
        const results = await forwardAll(trainingKernels, model, inputs.map(part), some, dtype)
        results.forEach((values, k) => {
          if (!allFinite(values)) refuse(model.graph.outputs[k], values)
          part(into[k]).set(values)
        })
        await breath.due()
      }
    }
  } finally {
    breath.close()
  }
}

function refuse(node: string, values: FloatArray): never {
  const value = values.find(each => !Number.isFinite(each))
  throw new WoodburyError(
    'NON_FINITE_INPUT',
    `fit: the frozen layers make ${value} of a sample, at "${node}". Check the units of x, or pass dtype: 'float64'.`,
    { node, value },
  )
}
