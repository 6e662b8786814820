/** What docs/migrating-to-fitcurve.md says, against what the other sides print for the same data. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve } from '../../src/curve/index.js'
import { refuses } from '../helpers/refuses.js'

/** R's Puromycin, treated cells (Bates & Watts 1988, A1.3). */
const x = [0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.1, 1.1]
const y = [76, 47, 97, 107, 123, 139, 159, 152, 191, 201, 207, 200]
const expression = 'vmax*x/(k+x)'
const start = { vmax: 200, k: 0.05 }
const model = (x: number, [vmax, k]: number[]) => (vmax * x) / (k + x)
/** The first two points count a quarter as much as the others. */
const sigma = [20, 20, ...new Array(10).fill(10)]

/** Relative: the other side's own tolerance, or the digits that it prints. */
function close(value: number | null, expected: number, relative: number, what: string) {
  assert.ok(
    value !== null && Math.abs(value - expected) <= relative * Math.abs(expected),
    `${what}: ${value}, ${expected} there`,
  )
}

test('ml-levenberg-marquardt 5.1.0 ends above the least rss; its bounds are met', () => {
  const fit = fitCurve(model, { x, y }, { start: [200, 0.05] })
  // { parameterValues: [214.2378347537172, 0.0654491838521014], parameterError: 1201.1379451481962, iterations: 100 }
  assert.ok(fit.rss < 1201.1379451481962)
  const [vmax, k] = [214.2378347537172, 0.0654491838521014]
  const rss = x.reduce((sum, at, i) => sum + (y[i] - model(at, [vmax, k])) ** 2, 0)
  close(rss, 1201.1379451481962, 1e-12, 'its own rss')
  // maxValues: [200, 10] gives { parameterValues: [200, 0.052913859540202626], parameterError: 1593.9355832678013 }
  const bounded = fitCurve(model, { x, y }, { start: [200, 0.05], upper: [200, 10] })
  assert.is(bounded.parameters[0], 200)
  assert.ok(bounded.rss < 1593.9355832678013)
  assert.is(bounded.causes[0]?.kind, 'atBound')
})

test('scipy 1.10.1: popt and the root of the diagonal of pcov, plain, with absolute_sigma and without', () => {
  // ftol = xtol = gtol = 1e-15; its differences leave 8 digits of the parameters and, in the slopes themselves, 7 of the errors.
  const plain = fitCurve(model, { x, y }, { start: [200, 0.1] })
  close(plain.parameters[0], 212.68374318983615, 1e-8, 'vmax')
  close(plain.parameters[1], 0.064121281791745713, 1e-7, 'k')
  close(plain.standardErrors[0], 6.9471552570097606, 1e-7, 'error of vmax')
  close(plain.standardErrors[1], 0.00828094962874492, 1e-7, 'error of k')
  const absolute = fitCurve(model, { x, y, sigma: new Array(12).fill(10) }, { start: [200, 0.1] })
  assert.is(absolute.errors, 'absolute')
  close(absolute.standardErrors[0], 6.353916536884879, 1e-7, 'error of vmax, absolute')
  close(absolute.standardErrors[1], 0.00757381417982954, 1e-7, 'error of k, absolute')
  const relative = fitCurve(model, { x, y, weights: sigma.map(s => 1 / s ** 2) }, { start: [200, 0.1] })
  close(relative.parameters[0], 215.47414444077623, 1e-8, 'vmax, weighted')
  close(relative.standardErrors[0], 5.468535194446991, 1e-7, 'error of vmax, weighted')
  close(relative.standardErrors[1], 0.00721424474236745, 1e-7, 'error of k, weighted')
  const bySigma = fitCurve(model, { x, y, sigma }, { start: [200, 0.1] })
  close(bySigma.scaledErrors[0], 5.468535194446991, 1e-7, 'scaledErrors with sigma')
})

test('scipy 1.10.1: bounds', () => {
  const { parameters } = fitCurve(model, { x, y }, { start: [190, 0.1], lower: [0, 0], upper: [200, null] })
  assert.is(parameters[0], 200)
  close(parameters[1], 0.052799952327807126, 1e-7, 'k')
})

test('R 4.2.2 nls: summary, AIC, BIC, deviance, weights, predict, port', () => {
  const data = { x, y }
  const options = { start, variables: ['conc'] }
  const fit = fitCurve('vmax*conc/(k+conc)', data, options)
  // control = nls.control(tol = 1e-7)
  close(fit.parameters.vmax, 212.68374157544, 1e-7, 'Vm')
  close(fit.parameters.k, 0.06412127925, 1e-7, 'K')
  close(fit.standardErrors.vmax, 6.94715515207, 1e-7, 'Std. Error of Vm')
  close(fit.standardErrors.k, 0.00828094953, 1e-7, 'Std. Error of K')
  close(Math.sqrt(fit.variance as number), 10.93366, 1e-6, 'residual standard error')
  assert.is(fit.degreesOfFreedom, 10)
  close(fit.aic, 95.2709686489, 1e-11, 'AIC')
  close(fit.bic, 96.7256885983, 1e-11, 'BIC')
  close(fit.rss, 1195.4488144394, 1e-12, 'deviance')
  const [first, second] = fit.predict([0.3, 2])
  close(first, 175.2304139, 1e-7, 'predict at 0.3')
  close(second, 206.0767879, 1e-7, 'predict at 2')
  const weighted = fitCurve('vmax*conc/(k+conc)', { ...data, weights: sigma.map(s => 100 / s ** 2) }, options)
  close(weighted.parameters.vmax, 215.474143174699, 1e-7, 'Vm, weighted')
  close(weighted.standardErrors.vmax, 5.46853521362164, 1e-7, 'Std. Error of Vm, weighted')
  close(weighted.standardErrors.k, 0.00721424463306, 1e-7, 'Std. Error of K, weighted')
  const port = fitCurve(expression, data, {
    start: { vmax: 190, k: 0.05 },
    lower: { vmax: 0, k: 0 },
    upper: { vmax: 200 },
  })
  assert.is(port.parameters.vmax, 200)
  close(port.parameters.k, 0.05279995203, 1e-7, 'K, port')
  const ready = fitCurve('michaelisMenten', data)
  close(ready.parameters.vmax, fit.parameters.vmax, 1e-9, 'without a start')
})

test('lmfit: weights squared, a derived quantity, chisqr, and aic and bic by its formulas', () => {
  const options = { start, lower: { k: 0 }, derived: { half: 'vmax/2' } }
  const fit = fitCurve(expression, { x, y, weights: sigma.map(s => 1 / s ** 2) }, options)
  const { value, standardError } = fit.derived.half
  close(value, fit.parameters.vmax / 2, 1e-15, 'half')
  close(standardError, (fit.standardErrors.vmax as number) / 2, 1e-12, 'error of half')
  // lmfit: chisqr = Σ (w r)², aic = N log(chisqr/N) + 2 Nvarys, bic = N log(chisqr/N) + log(N) Nvarys.
  const chisqr = x.reduce(
    (sum, at, i) => sum + ((y[i] - model(at, [fit.parameters.vmax, fit.parameters.k])) / sigma[i]) ** 2,
    0,
  )
  close(fit.rss, chisqr, 1e-14, 'chisqr')
  const plain = fitCurve(expression, { x, y }, { start })
  const n = 12
  const common = n * Math.log(plain.rss / n)
  close(plain.aic - n * (1 + Math.log(2 * Math.PI)) - 2, common + 2 * 2, 1e-13, 'aic')
  close(plain.bic - n * (1 + Math.log(2 * Math.PI)) - Math.log(n), common + Math.log(n) * 2, 1e-13, 'bic')
  const held = fitCurve(expression, { x, y }, { start, fixed: ['k'] })
  assert.is(held.parameters.k, 0.05)
  const tied = fitCurve(expression, { x, y }, { start: { vmax: 200 }, ties: { k: 'vmax/4000' } })
  close(tied.parameters.k, tied.parameters.vmax / 4000, 1e-15, 'a tie')
})

for (const [theirs, ours] of [
  ['p0', 'start'],
  ['initialValues', 'start'],
  ['bounds', 'lower'],
  ['minValues', 'lower'],
  ['maxValues', 'upper'],
  ['vary', 'fixed'],
  ['maxfev', 'maxEvaluations'],
  ['maxIterations', 'maxEvaluations'],
  ['errorTolerance', 'tolerance'],
  ['timeout', 'seconds'],
  ['jac', 'jacobian'],
  ['jacobianFunction', 'jacobian'],
  ['nan_policy', 'missing'],
] as const)
  test(`${theirs} is refused with a hint at ${ours}`, () =>
    refuses(() => fitCurve(expression, { x, y }, { start, [theirs]: 1 }), {
      code: 'BAD_OPTION',
      says: [new RegExp(`\\b${ours}\\b`)],
    }))

test.run()
