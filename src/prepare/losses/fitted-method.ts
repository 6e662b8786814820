import type { Loss } from '../../model/losses/loss.js'
import { hasRows, isSecondOrder } from '../../optim/guards.js'
import type { ResolvedOptimizer } from '../../optim/table.js'
import { checkResiduals } from './check-residuals.js'

/**
 * What a method can do with these losses. Labels are drawn from the distribution of a loss: where one has none, the rows
 * are those of the true targets. A bound and a λ in proportion to the loss need one that ends at 0.
 */
export function fittedTo(losses: readonly Loss[], optimizer: ResolvedOptimizer, warnings: string[]): ResolvedOptimizer {
  checkResiduals(losses, optimizer)
  let fitted = optimizer
  const drawless = losses.find(({ sampledGradient }) => !sampledGradient)
  if (drawless && draws(fitted)) {
    fitted = hasRows(fitted) ? { ...fitted, rows: 'empirical' } : { ...fitted, factors: 'empirical' }
    warnings.push(
      `${drawless.name} is the likelihood of no distribution from which ${fitted.method} could draw targets: its rows are the empirical ones. smwGN has the curvature of the loss.`,
    )
  }
  const endless = losses.find(({ leastLoss }) => leastLoss)
  if (endless && hasRows(fitted) && fitted.lossBound > 0) {
    fitted = { ...fitted, lossBound: 0 }
    warnings.push(`lossBound is left out: ${endless.name} can fall below 0, so no step is bound by it`)
  }
  if (endless && isSecondOrder(fitted) && fitted.damping.kind === 'followLoss') {
    fitted = { ...fitted, damping: { kind: 'constant', lambda: fitted.damping.lambda } }
    warnings.push(`followLoss keeps lambda constant here: ${endless.name} can fall below 0`)
  }
  return fitted
}

/** Whether its curvature is that of targets drawn from the model. */
const draws = (
  optimizer: ResolvedOptimizer,
): optimizer is Extract<ResolvedOptimizer, { readonly rows: unknown } | { readonly factors: unknown }> =>
  ('rows' in optimizer && optimizer.rows === 'sampled') || ('factors' in optimizer && optimizer.factors === 'sampled')
