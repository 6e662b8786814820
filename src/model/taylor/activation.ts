import { requireInputs } from '../layers/inputs.js'
import type { Layer } from '../layers/layer.js'
import { ActivationChannels } from './activation-channels.js'
import { positionsOf } from './channels.js'
import type { TaylorActivationNode } from './nodes.js'

const channelsOf = ({ phi, channels }: TaylorActivationNode) => new ActivationChannels(phi, channels)

/** φ on every channel, without parameters. */
export const taylorActivation: Layer<TaylorActivationNode> = {
  units(node, inputUnits) {
    requireInputs(node, inputUnits, 1)
    return inputUnits[0] as number
  },
  parameters: () => [],
  needsSlope: node => node.phi !== 'linear',
  readsSlope: true,
  needsProduct: node => node.phi !== 'linear',

  forward(node, site, _theta, samples) {
    const { kernels, units, product, inputs } = site
    kernels.copyColumns([product, units], [inputs[0] as number, units], units, samples, false)
    if (node.phi !== 'linear') channelsOf(node).forward(site, units / positionsOf(node.channels), samples)
  },

  tangent(node, site, { tangent, inputTangents }, _theta, _v, samples) {
    const { kernels, units } = site
    kernels.copyColumns([tangent, units], [inputTangents[0] as number, units], units, samples, false)
    if (node.phi !== 'linear') channelsOf(node).tangent(site, tangent, units / positionsOf(node.channels), samples)
  },

  backward(node, site, deltas) {
    const { delta, inputDeltas, accumulate, rows } = deltas
    const below = inputDeltas[0] as number
    if (below === 0) return
    const { kernels, units } = site
    if (node.phi !== 'linear') channelsOf(node).backward(site, deltas, units / positionsOf(node.channels))
    kernels.copyColumns([below, units], [delta, units], units, rows, accumulate[0] as boolean)
  },
}
