import type { AnyNode, Parameterised } from './layer.js'

type Halves<N extends AnyNode> = Pick<Parameterised<N>, 'image' | 'fromSamples'>

/** Products with a node's rows: J v is δ · (H v), H v by `image`; Jᵀ x sums rows by samples for `fromSamples`. */
export const rowProducts = <N extends AnyNode>({
  image,
  fromSamples,
}: Halves<N>): Halves<N> & Pick<Parameterised<N>, 'jvp' | 'vjp'> => ({
  image,
  fromSamples,

  jvp(node, site, { delta, rows, q }, v, out, work, samples) {
    const { kernels, units } = site
    image(node, site, v, work, samples)
    kernels.rowDot(out, [delta, units], [work, units], q, units, rows)
  },

  vjp(node, site, { delta, q }, x, out, work, samples, accumulate) {
    const { kernels, units } = site
    kernels.combineRows([work, units], [delta, units], x, q, units, samples)
    fromSamples(node, site, work, out, samples, accumulate)
  },
})
