import type { Damping } from '../damping/table.js'
import { isSecondOrder, type ResolvedOptimizer } from '../optim/optimizer.js'
import type { Schedule } from '../optim/schedule.js'
import { short } from './format.js'

const METHODS = {
  smwGN: 'SMW-GN, subsampled Gauss-Newton',
  smwNG: 'SMW-NG, subsampled natural gradient',
  sgd: 'SGD',
  adam: 'Adam',
} as const

const ROWS = {
  ggn: 'Gauss-Newton',
  sketched: 'Gauss-Newton, one random combination of the outputs a sample',
  sampled: 'Fisher, labels sampled from the model',
  empirical: 'empirical Fisher',
  improvedEmpirical: 'improved empirical Fisher',
} as const

/** A method's settled options as pairs of name and value, in the words of the paper and the options. */
export function settingsOf(optimizer: ResolvedOptimizer): [string, string][] {
  const pairs: [string, string][] = [
    ['method', METHODS[optimizer.method]],
    ['gradient batch', String(optimizer.gradientBatch)],
    ['learning rate', scheduleText(optimizer.learningRate)],
  ]
  if (isSecondOrder(optimizer)) {
    pairs.splice(2, 0, ['curvature batch', String(optimizer.curvatureBatch)])
    pairs.push(
      ['rows', ROWS[optimizer.rows]],
      ['damping', dampingText(optimizer.damping)],
      ['momentum', short(optimizer.momentum)],
      ['KL clip', optimizer.klClip > 0 ? short(optimizer.klClip) : 'none'],
      ['loss bound', optimizer.lossBound > 0 ? short(optimizer.lossBound) : 'none'],
      ['bad steps', optimizer.rejectBadSteps ? 'refused' : 'kept'],
    )
  } else if (optimizer.method === 'sgd') pairs.push(['momentum', short(optimizer.momentum)])
  else pairs.push(['betas', `${short(optimizer.beta1)}, ${short(optimizer.beta2)}`])
  return pairs
}

const scheduleText = ({ kind, rate }: Schedule) =>
  kind === 'constant' ? `${short(rate)}, constant` : `${short(rate)} to 0, ${kind}`

function dampingText(damping: Damping): string {
  const { kind, lambda } = damping
  if (kind === 'constant') return `lambda ${short(lambda)}, constant`
  if (kind === 'followLoss') return `lambda ${short(lambda)}, in proportion to losses below ${short(damping.below)}`
  const floor = damping.tau > 0 ? `, tau ${short(damping.tau)}` : ''
  if (kind === 'nielsen') return `Nielsen's rule from lambda ${short(lambda)}${floor}`
  const { boost, drop, on } = damping
  const where = on === 'holdout' ? ', on other samples' : ''
  return `gain ratio from lambda ${short(lambda)}${floor}, boost ${short(boost)}, drop ${short(drop)}${where}`
}
