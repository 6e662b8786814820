import type { Loss } from '../../model/losses/loss.js'
import type { ShapedGraph } from '../../model/shapes.js'

/** Losses whose output layer can be a block of its own. */
export type EliminatedLoss = 'meanSquaredError' | 'softmaxCrossEntropy'

/** The output layer as a method may solve it for itself: z = [h, 1] W, W: columns × m. */
export interface OutputLayer {
  readonly loss: EliminatedLoss
  /** Columns of [h, 1]. */
  readonly columns: number
  /** d, those of h. */
  readonly below: number
  readonly outputs: number
  /** Trained parameters of all other layers, and Σ of their widths. */
  readonly hidden: number
  readonly widths: number
}

/**
 * The output layer of a network whose squared errors or logits of classes are linear in it; else why it is not such a one, in
 * words that go on after "the output layer cannot be eliminated: ".
 */
export function outputLayerOf(graph: ShapedGraph, losses: readonly Pick<Loss, 'name'>[]): OutputLayer | string {
  const { nodes, outputs, parameters } = graph
  if (outputs.length > 1) return `the network has ${outputs.length} outputs, and this form is for one`
  const [{ name: loss }] = losses
  if (loss !== 'meanSquaredError' && loss !== 'softmaxCrossEntropy')
    return `the loss is ${loss}, and there is a form for meanSquaredError and for softmaxCrossEntropy`
  const [out] = outputs
  const { node, slots, units, inputUnits } = nodes[out]
  if (node.kind !== 'dense') return `"${node.name}" is no dense layer`
  if (node.activation !== 'linear') return `"${node.name}" has the activation ${node.activation}, not linear`
  if (slots.length === 0) return `"${node.name}" is frozen`
  if (loss === 'softmaxCrossEntropy' && units < 3)
    return `there are ${units} classes, which have one row a sample that says it all`
  const below = inputUnits[0]
  const columns = below + (node.bias ? 1 : 0)
  const widths = nodes.reduce(
    (sum, each, k) => sum + (each.slots.length > 0 && k !== out ? each.inputUnits[0] + each.units : 0),
    0,
  )
  return { loss, columns, below, outputs: units, hidden: parameters - columns * units, widths }
}
