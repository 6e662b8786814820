/**
 * The problems of Moré, Garbow & Hillstrom (1981) from their starts, 10 times and 100 times them, by differences and with default
 * options. Solved is an rss within 1e-6 of the least that is known, or below 1e-12 where that is 0.
 *
 * Against MINPACK: scipy.optimize.least_squares(method='lm') of SciPy 1.10.1 on the same functions, tolerances 1e-15, x_scale 1 and
 * 5 · 100 n (n + 1) evaluations. Of 47 from each start it solves 41, 37 and 31: `minpack` below, one digit for each start.
 * (With x_scale 'jac', which scales as is done here, it solves 40, 32 and 28.)
 */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Fit, leastSquares } from '../../src/curve/index.js'
import { refuses } from '../helpers/refuses.js'
import { fixed } from './mgh/fixed.js'
import type { Problem } from './mgh/problem.js'
import { variable } from './mgh/variable.js'

const problems = [...fixed, ...variable]
const FACTORS = [1, 10, 100]

/** Which of the three starts MINPACK solves. */
const minpack: Readonly<Record<string, string>> = {
  Rosenbrock: '111',
  'Freudenstein–Roth': '000',
  'Powell badly scaled': '110',
  'Brown badly scaled': '111',
  Beale: '100',
  'Jennrich–Sampson': '100',
  'Helical valley': '111',
  Bard: '100',
  Gaussian: '111',
  Meyer: '110',
  'Gulf research': '110',
  'Box three-dimensional': '110',
  'Powell singular': '111',
  Wood: '111',
  'Kowalik–Osborne': '101',
  'Brown–Dennis': '111',
  'Osborne 1': '111',
  'Biggs EXP6': '110',
  'Osborne 2': '100',
  'Watson 6': '011',
  'Watson 9': '011',
  'Watson 12': '000',
  'Extended Rosenbrock': '111',
  'Extended Powell singular': '111',
  'Penalty I 4': '111',
  'Penalty I 10': '111',
  'Penalty II 4': '111',
  'Penalty II 10': '111',
  'Variably dimensioned': '111',
  Trigonometric: '000',
  'Brown almost-linear 10': '110',
  'Brown almost-linear 30': '110',
  'Brown almost-linear 40': '110',
  'Discrete boundary value': '111',
  'Discrete integral equation': '111',
  'Broyden tridiagonal': '111',
  'Broyden banded': '111',
  'Linear full rank 5, 10': '111',
  'Linear rank 1 5, 10': '111',
  'Linear rank 1, zero columns 5, 10': '111',
  'Linear full rank 5, 50': '111',
  'Linear rank 1 5, 50': '111',
  'Linear rank 1, zero columns 5, 50': '111',
  'Chebyquad 1, 8': '100',
  'Chebyquad 8, 8': '111',
  'Chebyquad 9, 9': '111',
  'Chebyquad 10, 10': '001',
}

/** As in MINPACK's own tests: a start of 0 is moved to where others are multiplied to. */
const startOf = ({ start }: Problem, factor: number): number[] =>
  start.every(value => value === 0) && factor > 1 ? start.map(() => factor) : start.map(value => factor * value)

const isSolved = ({ least }: Problem, rss: number) => rss <= (least === 0 ? 1e-12 : least * (1 + 1e-6))

const squares = (r: readonly number[]) => r.reduce((sum, value) => sum + value * value, 0)

/** The fit; undefined where the squares overflow at the start. */
function run(problem: Problem, factor: number): Fit | undefined {
  const start = startOf(problem, factor)
  return Number.isFinite(squares(problem.residuals(start))) ? leastSquares(problem.residuals, start) : undefined
}

const solved = new Map<string, string>()

for (const problem of problems)
  test(`${problem.name}: ends at a finite point whose rss it tells, never above that of the start`, () => {
    const digits = FACTORS.map(factor => {
      const fit = run(problem, factor)
      if (!fit) return '0'
      assert.ok(fit.parameters.every(Number.isFinite), `${factor}: ${fit.parameters.join(' ')}`)
      const rss = squares(problem.residuals(fit.parameters))
      assert.ok(Math.abs(fit.rss - rss) <= 1e-14 * rss, `${factor}: told rss ${fit.rss}, it is ${rss}`)
      assert.ok(rss <= squares(problem.residuals(startOf(problem, factor))), `${factor}: rss ${rss}`)
      if (fit.stopped === 'exact') assert.ok(rss <= 1e-12, `${factor}: "exact" at rss ${rss}`)
      // Printed minima have 10 digits; nothing may lie below them.
      assert.ok(rss >= problem.least * (1 - 1e-9), `${factor}: rss ${rss} below the least known`)
      return isSolved(problem, rss) ? '1' : '0'
    })
    solved.set(problem.name, digits.join(''))
  })

test('at least as many are solved as by MINPACK, from every kind of start', () => {
  const count = (table: ReadonlyMap<string, string>, which: number) =>
    [...table.values()].filter(digits => digits[which] === '1').length
  const theirs = new Map(Object.entries(minpack))
  assert.equal(
    [...theirs.keys()],
    problems.map(({ name }) => name),
  )
  FACTORS.forEach((factor, which) => {
    const [ours, others] = [count(solved, which), count(theirs, which)]
    console.log(`from ${factor} times the start: ${ours} of ${problems.length} solved, MINPACK ${others}`)
    const missed = problems.filter(({ name }) => solved.get(name)?.[which] === '0' && theirs.get(name)?.[which] === '1')
    if (missed.length > 0) console.log(`  missed, but not by MINPACK: ${missed.map(({ name }) => name).join(', ')}`)
    assert.ok(ours >= others, `${factor}: ${ours}, MINPACK ${others}`)
  })
})

test('a start at the answer has converged, however small its residuals are', () => {
  const gulf = problems.find(({ name }) => name === 'Gulf research') as Problem
  const fit = leastSquares(gulf.residuals, [50, 25, 1.5])
  assert.is(fit.stopped, 'exact')
  assert.equal([...fit.parameters], [50, 25, 1.5])
})

test('squares that overflow at the start are refused, and no residual is blamed', () =>
  refuses(() => leastSquares(problems[5].residuals, [30, 40]), {
    code: 'NON_FINITE_MODEL',
    says: ['the sum of squares is not finite', 'p0 = 30, p1 = 40'],
  }))

test.run()
