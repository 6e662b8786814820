import type { FitResult, Model } from '../../../src/index.js'
import type { World } from './world.js'

export function insist(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what)
}

export const finite = (values: ArrayLike<number>): boolean => Array.prototype.every.call(values, Number.isFinite)

/** A run that came to its end by itself. */
export function checkEnd({ model, stopped, steps }: FitResult, most: number): void {
  insist(finite(model.params), 'parameters that are not finite')
  insist(steps <= most, `${steps} steps for ${most}`)
  insist(['steps', 'converged', 'stalled', 'diverged'].includes(stopped), `stopped: ${stopped}`)
}

/** Insists that a run fails with an error of which `is` holds. */
export async function fails(run: PromiseLike<FitResult>, is: (error: unknown) => boolean): Promise<void> {
  const failure = await run.then(
    ({ stopped, steps }) => ({
      error: new Error(`ended (${stopped}, ${steps} steps) where it should have failed`),
      is: false,
    }),
    error => ({ error, is: is(error) }),
  )
  if (!failure.is) throw failure.error
}

/** WORKER_LOST, with what had been reached. */
export const isLost =
  ({ api }: World) =>
  (error: unknown): boolean =>
    error instanceof api.WoodburyError &&
    error.code === 'WORKER_LOST' &&
    finite((error.partial as { model: Model }).model.params)
