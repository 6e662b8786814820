import { WoodburyError } from '../../errors.js'
import type { Steps } from '../../optim/method.js'
import { methodOf, type Optimizer } from '../../optim/table.js'
import type { FitOptions } from '../options.js'

/** Options of `fit` that say something of targets, and what to do instead. */
const needless: Readonly<Partial<Record<keyof FitOptions, string>>> = {
  loss: 'Their squares are the loss: leave it out',
  lossWeights: 'Give each set its weight',
  validation: 'Measure the model where the solution is known, with predict',
  earlyStopping: 'Pass steps or seconds',
  regularization: 'Leave it out, or pass weightDecay',
  classWeights: 'Give each set its weight',
  noise: 'Leave it out',
  transfer: 'Points are copied: leave it out',
}

/** @throws WoodburyError BAD_OPTION for what makes no sense with residuals */
export function checkResidualOptions(options: FitOptions): void {
  for (const [option, cure] of Object.entries(needless))
    if (options[option as keyof FitOptions] !== undefined)
      throw new WoodburyError('BAD_OPTION', `fit: ${option} does nothing for residuals. ${cure}.`, { option })
}

/** Methods that cannot take residuals, why, and what would work. */
const unfit: Readonly<Record<string, string>> = {
  smwNG: 'draws labels, and residuals have no distribution. Use smwGN(), whose curvature is theirs',
  ekfac: 'scales the parts of single samples, which have several positions here. Use kfac()',
  bayesianRegularization: 'weighs the noise of targets, and residuals have none. Use levenbergMarquardt()',
  foof: 'solves for the inputs of a layer alone, which have several positions here. Use kfac()',
  hessianFree: 'divides by squares of single gradients, which have several positions here. Use lbfgs() or smwGN()',
}

/** Kinds of steps whose formulas have one position a sample. */
const BY_LAYERS: readonly Steps[] = ['layerwise', 'incremental']

/** @throws WoodburyError BAD_OPTION for a method that makes no sense with residuals */
export function checkResidualMethod(optimizer: Optimizer, coefficients: readonly string[], weightDecay: number): void {
  const { method } = optimizer
  const refuse = (why: string): never => {
    throw new WoodburyError('BAD_OPTION', `fit: ${method} ${why}.`, { option: 'optimizer', method })
  }
  if (Object.hasOwn(unfit, method)) refuse(unfit[method])
  if (BY_LAYERS.includes(methodOf(optimizer).steps))
    refuse('works with the inputs and δ of layers, which have several positions here. Use kfac(), smwGN() or lbfgs()')
  if (method === 'regularizedNewton' && (!('curvature' in optimizer) || optimizer.curvature !== 'gaussNewton'))
    refuse("knows no exact Hessian of residuals. Pass curvature: 'gaussNewton', or use levenbergMarquardt()")
  if (method === 'kfac' && coefficients.length > 0)
    refuse(`has no factors for parameter "${coefficients[0]}". Use energyNaturalGradient(), smwGN() or lbfgs()`)
  if (method === 'energyNaturalGradient' && weightDecay > 0)
    refuse('solves without a weight decay. Leave it out, or use smwGN() or lbfgs()')
}
