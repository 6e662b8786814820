import type { Graph } from '../../src/model/graph.js'

/** Dense tanh layers of these widths over one input: a network that is only described, with no parameters to draw. */
export function denseGraph(inputs: number, widths: readonly number[]): Graph {
  const nodes = widths.map((units, k) => ({
    kind: 'dense' as const,
    name: `dense_${k}`,
    from: [k === 0 ? 'x' : `dense_${k - 1}`],
    units,
    activation: 'tanh' as const,
    bias: true,
    init: 'auto' as const,
  }))
  const outputs = [`dense_${widths.length - 1}`]
  return { nodes: [{ kind: 'input', name: 'x', from: [], units: inputs }, ...nodes], inputs: ['x'], outputs }
}
