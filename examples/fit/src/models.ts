import { gaussian, line, peaks, plus, type ReadyModel, readyModels } from 'woodbury/curve'

/** A model of the page's list. */
export interface Entry {
  readonly name: string
  readonly title: string
  readonly ready: ReadyModel
  /** How code calls it, and what that imports. */
  readonly code: string
  readonly imports: readonly string[]
}

/** What a visitor writes has this name in the list. */
export const OWN = 'own'

const named = (name: string, title: string): Entry => {
  const make = readyModels.get(name)
  if (!make) throw new Error(`There is no ready-made model ${name}.`)
  return { name, title, ready: make(), code: `'${name}'`, imports: [] }
}

const twoPeaks: Entry = {
  name: 'twoPeaks',
  title: 'Two gaussians upon a constant',
  ready: peaks(2, 'gaussian', { background: 'constant' }),
  code: "peaks(2, 'gaussian', { background: 'constant' })",
  imports: ['peaks'],
}

const peakOnLine: Entry = {
  name: 'peakOnLine',
  title: 'Gaussian upon a line',
  ready: plus(gaussian(), line()),
  code: 'plus(gaussian(), line())',
  imports: ['gaussian', 'line', 'plus'],
}

export const entries: readonly Entry[] = [
  named('line', 'Line'),
  named('polynomial', 'Parabola'),
  named('powerLaw', 'Power law'),
  named('powerLawOffset', 'Power law and a constant'),
  named('exponentialDecay', 'Exponential decay'),
  named('exponentialDecayOffset', 'Exponential decay to a constant'),
  named('exponentialGrowth', 'Exponential growth'),
  named('biexponential', 'Two exponential decays'),
  named('gaussian', 'Gaussian'),
  named('lorentzian', 'Lorentzian'),
  named('pseudoVoigt', 'Pseudo-Voigt'),
  peakOnLine,
  twoPeaks,
  named('michaelisMenten', 'Michaelis–Menten'),
  named('hill', 'Hill'),
  named('langmuir', 'Langmuir'),
  named('logistic', 'Logistic growth'),
  named('gompertz', 'Gompertz growth'),
  named('logistic4', 'Dose response, four parameters'),
  named('logistic5', 'Dose response, five parameters'),
  named('sine', 'Sine'),
  named('dampedSine', 'Damped sine'),
]

/** Names in an expression that are parameters: no functions, which a bracket follows, nor x and pi, however it is spelt. */
export const parametersIn = (expression: string): string[] => [
  ...new Set(
    [...expression.matchAll(/(?<![\p{L}\p{Nd}_.])[\p{L}_][\p{L}\p{Nd}_₀-₉]*(?!\s*\(|[\p{L}\p{Nd}_₀-₉])/gu)]
      .map(([name]) => name)
      .filter(name => name !== 'x' && !/^(pi|π)$/i.test(name)),
  ),
]
