import { concat } from '../layers/concat.js'
import { requireSeveral } from '../layers/inputs.js'
import type { DeltaSite, Layer, Site } from '../layers/layer.js'
import { positionsOf } from './channels.js'
import type { TaylorConcatNode } from './nodes.js'

const plainNode = ({ name, from }: TaylorConcatNode) => ({ kind: 'concat', name, from }) as const

/** One channel of a sample as a sample of its own. */
function apart({ channels }: TaylorConcatNode, site: Site): Site {
  const T = positionsOf(channels)
  return { ...site, units: site.units / T, inputUnits: site.inputUnits.map(units => units / T) }
}

/** Columns side by side within every channel. */
export const taylorConcat: Layer<TaylorConcatNode> = {
  units(node, inputUnits) {
    requireSeveral(node, inputUnits)
    return inputUnits.reduce((a, b) => a + b, 0)
  },
  parameters: () => [],
  needsSlope: () => false,

  forward(node, site, theta, samples) {
    concat.forward(plainNode(node), apart(node, site), theta, samples * positionsOf(node.channels))
  },

  tangent(node, site, tangents, theta, v, samples) {
    concat.tangent(plainNode(node), apart(node, site), tangents, theta, v, samples * positionsOf(node.channels))
  },

  backward(node, site, deltas, theta) {
    const all: DeltaSite = { ...deltas, rows: deltas.rows * positionsOf(node.channels) }
    concat.backward(plainNode(node), apart(node, site), all, theta)
  },
}
