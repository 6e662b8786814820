import { checkFinite } from '../data/matrix.js'
import { WoodburyError } from '../errors.js'
import { isLabels } from '../model/losses/loss.js'
import { lossOf } from '../model/losses/table.js'
import type { RunPlan } from '../place/plan.js'
import { Breath } from '../runtime/breath.js'
import { checkRange, partOf } from './data.js'

/** Numbers of an array that the call itself looks at: some milliseconds, for which a page stands still. */
export const AT_CALL = 2 ** 21

const SLICE = 2 ** 20

/**
 * Looks at those numbers of a run's samples that its call has not, before the first step; the event loop has its turns.
 * @throws WoodburyError NON_FINITE_INPUT, LABEL_OUT_OF_RANGE, BAD_VALUE; what was handed over is in `facts.inputs` and `facts.targets`
 */
export async function lookOver(
  { graph, heads, training }: Pick<RunPlan, 'graph' | 'heads' | 'training'>,
  handedOver = false,
): Promise<void> {
  const { inputs, targets, count } = training
  const breath = new Breath()
  const inSlices = async (length: number, look: (from: number, to: number) => void) => {
    for (let from = AT_CALL; from < length; from += SLICE) {
      look(from, Math.min(from + SLICE, length))
      await breath.due()
    }
  }
  try {
    for (const [k, data] of inputs.entries()) {
      const where = partOf('fit: x', graph.inputs, graph.inputs[k])
      const matrix = { data, shape: [count, data.length / count] as const }
      await inSlices(data.length, (from, to) => checkFinite(matrix, where, from, to))
    }
    for (const [k, data] of targets.entries()) {
      if (isLabels(data)) continue
      const where = partOf('fit: y', graph.outputs, graph.outputs[k])
      const matrix = { data, shape: [count, data.length / count] as const }
      const loss = lossOf(heads[k].loss)
      await inSlices(data.length, (from, to) => {
        checkFinite(matrix, where, from, to)
        checkRange(matrix, loss, where, from, to)
      })
    }
  } catch (error) {
    if (!handedOver || !(error instanceof WoodburyError)) throw error
    const { code, message, facts } = error
    throw new WoodburyError(code, `${message} What was handed over is in error.facts.inputs and .targets.`, {
      ...facts,
      inputs,
      targets,
    })
  } finally {
    breath.close()
  }
}
