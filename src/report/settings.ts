import { scheduleText } from '../optim/schedule.js'
import { methodOf, type ResolvedOptimizer } from '../optim/table.js'
import { short } from './format.js'

/** A method's settled options as pairs of name and value, in the words of the paper and the options. */
export function settingsOf(optimizer: ResolvedOptimizer): [string, string][] {
  const { title, settings } = methodOf(optimizer)
  return [
    ['method', title],
    ['gradient batch', String(optimizer.gradientBatch)],
    ...('curvatureBatch' in optimizer
      ? ([['curvature batch', String(optimizer.curvatureBatch)]] satisfies [string, string][])
      : []),
    ['learning rate', scheduleText(optimizer.learningRate, short)],
    ...settings(optimizer, short),
  ]
}
