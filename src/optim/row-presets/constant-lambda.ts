import type { Smw } from '../rows/smw-options.js'

/** λ of a recipe that keeps it constant. */
export const constantLambda = ({ damping }: Pick<Smw, 'damping'>): number | undefined =>
  damping.kind === 'constant' ? damping.lambda : undefined
