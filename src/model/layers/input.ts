import type { InputNode } from '../graph.js'
import { requireInputs } from './inputs.js'
import type { Layer } from './layer.js'

/** Holds a gathered batch; nothing flows further down. */
export const input: Layer<InputNode> = {
  units(node, inputUnits) {
    requireInputs(node, inputUnits, 0)
    return node.units
  },
  parameters: () => [],
  needsSlope: () => false,
  forward() {},
  tangent() {},
  backward() {},
}
