import { WoodburyError } from '../../errors.js'
import { type Activation, isFrozen, type Model } from '../../model/graph.js'
import { curves } from '../../model/taylor/curves.js'

/**
 * Refuses models that are no log ψ: it is one number of one row of inputs, in their own units, with a Laplacian everywhere.
 * @throws WoodburyError BAD_MODEL, SHAPE_MISMATCH
 */
export function checkWaveFunction({ graph, standardization }: Model, outputUnits: number): void {
  const refuse = (sentence: string, facts = {}): never => {
    throw new WoodburyError('BAD_MODEL', `fit: variational: ${sentence}`, facts)
  }
  const { nodes, inputs, outputs } = graph
  if (inputs.length > 1 || outputs.length > 1)
    refuse(`the model has ${inputs.length} inputs and ${outputs.length} outputs. Use one input node and one output.`)
  if (outputUnits !== 1)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `fit: variational: the output has ${outputUnits} units, and log ψ is one number. End the network with dense(1).`,
      { expected: 1, found: outputUnits },
    )
  if (standardization)
    refuse('the model carries standardisation, and walkers have none. Build it anew, untrained on data.')
  const frozen = nodes.filter(isFrozen).map(({ name }) => name)
  if (frozen.length > 0)
    refuse(`layer ${frozen[0]} is frozen. Pass unfreeze(model, '${frozen.join("', '")}').`, { frozen })
  for (const node of nodes) {
    const phi: Activation = 'activation' in node ? node.activation : 'linear'
    if (!curves[phi])
      refuse(
        `${node.name} has the activation ${phi}, which has no second derivative, and the energy needs one. Use ${Object.keys(curves).slice(1).join(', ')}.`,
        { node: node.name, activation: phi },
      )
  }
}
