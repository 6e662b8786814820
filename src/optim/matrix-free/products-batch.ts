import type { Kept, Sizes } from '../method.js'

/** Values, tangents and one δ a sample of the batch. */
export const productsBatch = (samples: number, { graph }: Pick<Sizes, 'graph'>): Kept => ({
  samples,
  q: 1,
  tangents: true,
  widest: Math.max(...graph.nodes.map(({ units }) => units)),
})
