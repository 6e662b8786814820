import { fngdMethod } from './blocks/fngd.js'
import { hyloMethod } from './blocks/hylo.js'
import { sengMethod } from './blocks/seng.js'
import { tengradMethod } from './blocks/tengrad.js'
import { muonMethod } from './first-order/muon.js'
import { shampooMethod } from './first-order/shampoo.js'
import { soapMethod } from './first-order/soap.js'
import { kbfgsMethod } from './kronecker/kbfgs/kbfgs.js'
import { mkorMethod } from './kronecker/mkor.js'
import { dualGaussNewtonMethod } from './matrix-free/dual-gauss-newton.js'
import { thermodynamicNGDMethod } from './matrix-free/thermodynamic-ngd.js'
import type { Method } from './method.js'
import { energyNaturalGradientMethod } from './natural-gradient/energy-natural-gradient.js'
import { bayesianRegularizationMethod } from './parameter-space/bayesian-regularization.js'
import { flexibleGaussNewtonMethod } from './parameter-space/flexible-gauss-newton.js'
import { levenbergMarquardtMethod } from './parameter-space/levenberg-marquardt.js'
import { regularizedNewtonMethod } from './parameter-space/regularized-newton.js'
import { stochasticLMMethod } from './parameter-space/stochastic-lm.js'
import { meet } from './preset.js'
import { egnMethod } from './row-presets/egn.js'
import { ggnScoreMethod } from './row-presets/ggn-score.js'
import { gramGaussNewtonMethod } from './row-presets/gram-gauss-newton.js'
import { iEFMethod } from './row-presets/i-ef.js'
import { igndMethod } from './row-presets/ignd.js'
import { minSRMethod } from './row-presets/min-sr.js'
import { springMethod } from './row-presets/spring.js'
import { dampedNewtonLastLayerMethod } from './small-blocks/damped-newton-last-layer.js'
import { miniBlockFisherMethod } from './small-blocks/mini-block-fisher.js'

/** Every method beyond the core by its name; a new one is one file and one line here. */
export const family = {
  egn: egnMethod,
  ggnScore: ggnScoreMethod,
  gramGaussNewton: gramGaussNewtonMethod,
  iEF: iEFMethod,
  ignd: igndMethod,
  minSR: minSRMethod,
  spring: springMethod,
  fngd: fngdMethod,
  hylo: hyloMethod,
  seng: sengMethod,
  tengrad: tengradMethod,
  mkor: mkorMethod,
  kbfgs: kbfgsMethod,
  miniBlockFisher: miniBlockFisherMethod,
  energyNaturalGradient: energyNaturalGradientMethod,
  bayesianRegularization: bayesianRegularizationMethod,
  flexibleGaussNewton: flexibleGaussNewtonMethod,
  levenbergMarquardt: levenbergMarquardtMethod,
  regularizedNewton: regularizedNewtonMethod,
  stochasticLM: stochasticLMMethod,
  dualGaussNewton: dualGaussNewtonMethod,
  muon: muonMethod,
  shampoo: shampooMethod,
  soap: soapMethod,
  thermodynamicNGD: thermodynamicNGDMethod,
  dampedNewtonLastLayer: dampedNewtonLastLayerMethod,
}

/** Makes all of them known in this thread. */
export function meetFamily(): void {
  for (const method of Object.values(family) as unknown as Method[]) meet(method)
}
