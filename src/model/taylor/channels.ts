/**
 * What a Taylor-mode sweep carries of a function u of the inputs x, beside its value: first derivatives ∂u/∂x_k, and sums of
 * second ones Σ_k ∂²u/∂x_k² over axes that `first` has. A node of n units holds, for each sample, the value, then `first`,
 * then `laplacians`: positions × n numbers.
 */
export interface Channels {
  readonly first: readonly number[]
  /** The axes of each sum. */
  readonly laplacians: readonly (readonly number[])[]
}

export const positionsOf = ({ first, laplacians }: Channels): number => 1 + first.length + laplacians.length

/** Value, all first derivatives, the Laplacian over all axes of `inputs`. */
export function allChannels(inputs: number): Channels {
  const axes = Array.from({ length: inputs }, (_, k) => k)
  return { first: axes, laplacians: [axes] }
}

/** The positions of the first derivatives that each sum is made of. */
export const summands = ({ first, laplacians }: Channels): number[][] =>
  laplacians.map(axes => axes.map(axis => 1 + first.indexOf(axis)))
