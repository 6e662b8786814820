import { biexponential, exponentialDecay, exponentialDecayOffset, exponentialGrowth } from './exponentials.js'
import { gaussian, lorentzian, peaks, pseudoVoigt } from './peaks/peaks.js'
import { constant, line, polynomial } from './polynomials.js'
import { powerLaw, powerLawOffset } from './powers.js'
import type { ReadyModel } from './ready-model.js'
import { hill, langmuir, michaelisMenten } from './saturation.js'
import { gompertz, logistic, logistic4, logistic5 } from './sigmoids.js'
import { dampedSine, sine } from './waves.js'

/** Ready models by name, for `fitCurve('gaussian', …)`: `polynomial` is of degree 2, `peaks` one gaussian. */
export const readyModels: ReadonlyMap<string, () => ReadyModel> = new Map(
  Object.entries<() => ReadyModel>({
    biexponential,
    constant,
    dampedSine,
    exponentialDecay,
    exponentialDecayOffset,
    exponentialGrowth,
    gaussian,
    gompertz,
    hill,
    langmuir,
    line,
    logistic,
    logistic4,
    logistic5,
    lorentzian,
    michaelisMenten,
    peaks,
    polynomial,
    powerLaw,
    powerLawOffset,
    pseudoVoigt,
    sine,
  }),
)
