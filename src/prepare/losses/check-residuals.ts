import { dampingRule } from '../../damping/table.js'
import { WoodburyError } from '../../errors.js'
import type { Loss } from '../../model/losses/loss.js'
import { hasRows, isSecondOrder } from '../../optim/guards.js'
import type { ResolvedOptimizer } from '../../optim/table.js'

/**
 * A damping rule that looks at rows needs a method that has such, and one that lives on residuals a loss and rows that have
 * them. @throws WoodburyError BAD_OPTION
 */
export function checkResiduals(losses: readonly Loss[], optimizer: ResolvedOptimizer): void {
  if (!isSecondOrder(optimizer)) return
  const { method, damping } = optimizer
  const { needsResiduals, needsRows } = dampingRule(damping)
  if (needsRows && !hasRows(optimizer))
    throw new WoodburyError(
      'BAD_OPTION',
      `fit: damping ${damping.kind} looks at the rows of a curvature, and ${method} has none. Pass smwGN(), smwNG(), or a number for a constant lambda.`,
      { option: 'damping', damping: damping.kind },
    )
  if (!needsResiduals) return
  const refuse = (who: string, cure: string): never => {
    throw new WoodburyError(
      'BAD_OPTION',
      `fit: damping ${damping.kind} follows the residuals of Gauss-Newton rows, and ${who} has none. ${cure}`,
      { option: 'damping', damping: damping.kind },
    )
  }
  const without = losses.find(({ residuals }) => !residuals)
  if (without)
    refuse(
      without.name,
      `Pass ${without.task === 'classification' ? 'followLoss()' : 'nielsen()'}, or a number for a constant lambda.`,
    )
  if (!hasRows(optimizer) || (optimizer.rows !== 'ggn' && optimizer.rows !== 'sketched'))
    refuse(method, 'Pass smwGN(), of many outputs with its curvatureBatch, or a number for a constant lambda.')
}
