import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type CurveData, type CurveFit, type CurveOptions, type Fit, fitCurve } from '../../../src/curve/index.js'

export type Values = Readonly<Record<string, number>>

/** Right answers, computed in 50 digits; `rss`, `stderr` and `params` are compared within `tolerance`, relative unless it says Abs. */
export interface Expected {
  readonly params: Values
  /** √diag (JᵀJ)⁻¹ · rss/dof, and without the factor. */
  readonly stderr?: Values
  readonly absolute?: Values
  readonly rss: number
  readonly dof: number
  readonly tolerance: {
    readonly params?: number
    readonly paramsAbs?: number
    readonly stderr?: number
    readonly rss?: number
    readonly rssAbs?: number
  }
}

/**
 * What a fit from a start must do. `converge`: reach the answer and say so. `stationary`: a local minimum will do if R² shows it.
 * `honest`: the answer, or a result that is not presented as a good fit.
 */
export type Must = 'converge' | 'stationary' | 'honest'

/** A fit that went wrong for somebody, told anew. */
export interface Case {
  readonly id: string
  readonly expression: string | readonly string[]
  readonly plain: (x: number, p: Values) => number | readonly number[]
  readonly data: CurveData
  readonly options?: CurveOptions
  /** The one form that is asked all that follows; by default both. */
  readonly only?: 'expression'
  readonly expected: Expected
  readonly starts: readonly { readonly from: string; readonly must: Must; readonly start: Values }[]
}

export const forms = ({ expression, plain }: Pick<Case, 'expression' | 'plain'>) =>
  [
    ['expression', expression],
    ['function', plain as never],
  ] as const

/** Freezes what can be frozen, so that a write throws. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    Object.values(value).forEach(frozen)
    Object.freeze(value)
  }
  return value
}

/** Each start of a case is a test in both forms. */
export function fitCase(given: Case): void {
  const { id, data, options, only, expected, starts } = frozen(given)
  for (const { from, must, start } of starts)
    for (const [form, model] of forms(given)) {
      if (only && form !== only) continue
      test(`${id}, ${form}, from ${from}: ${must}`, () => {
        const fit = fitCurve(model, data, { ...options, start })
        isSound(given, fit)
        if (must === 'converge') reaches(fit, expected)
        else if (must === 'stationary') isLocalMinimum(given, fit)
        else isHonest(given, fit, start)
      })
    }
}

const squares = (r: readonly number[]) => r.reduce((sum, value) => sum + value * value, 0)

/** Residuals by the plain function, weighted. */
function residualsOf({ plain, data }: Pick<Case, 'plain' | 'data'>, p: Values): number[] {
  const outputs = (Array.isArray(data.y[0]) ? data.y : [data.y]) as readonly (readonly number[])[]
  return outputs.flatMap((y, output) =>
    y.map((value, i) => {
      const weight = (data.weights as readonly number[] | undefined)?.[i] ?? 1
      const sigma = (data.sigma as readonly number[] | undefined)?.[i] ?? 1
      const got = plain(data.x[i] as number, p)
      return ((value - (typeof got === 'number' ? got : got[output])) * Math.sqrt(weight)) / sigma
    }),
  )
}

/** What holds for every result: finite, its rss that of its parameters, an error or a cause for each of them. */
export function isSound(given: Pick<Case, 'plain' | 'data'>, fit: CurveFit): void {
  const rss = squares(residualsOf(given, fit.parameters))
  // Two ways to write a model differ by the rounding of its terms, here up to some hundred of the fitted values'.
  const size = Math.sqrt(squares(residualsOf({ ...given, plain: () => [0, 0] }, fit.parameters)))
  const rounding = 1000 * Number.EPSILON * size
  const apart = Math.abs(fit.rss - rss)
  assert.ok(apart <= 2 * rounding * Math.sqrt(rss) + rounding ** 2 + 1e-6 * rss, `rss ${fit.rss}, it is ${rss}`)
  for (const [name, value] of Object.entries(fit.parameters)) {
    assert.ok(Number.isFinite(value), `${name} is ${value}`)
    const error = fit.standardErrors[name]
    if (fit.causes[name]) assert.is(error, null, `${name} has an error and a cause`)
    else assert.ok(Number.isFinite(error) && Number(error) >= 0, `${name} has the error ${error}`)
  }
}

function isNear(got: number, value: number, relative = 0, absolute = 0): boolean {
  return Math.abs(got - value) <= Math.max(relative * Math.abs(value), absolute)
}

function near(
  got: Values,
  expected: Values | undefined,
  relative: number | undefined,
  absolute?: number,
  what = '',
): void {
  for (const [name, value] of Object.entries(expected ?? {}))
    assert.ok(isNear(got[name], value, relative, absolute), `${what} of ${name} is ${got[name]}, expected ${value}`)
}

/** The answer, within tolerance, and converged. */
export function reaches(fit: Fit, { params, stderr, absolute, rss, dof, tolerance }: Expected): void {
  assert.ok(fit.converged, `${fit.stopped}: ${fit.reason}`)
  near(fit.parameters, params, tolerance.params, tolerance.paramsAbs, 'value')
  near(fit.scaledErrors as Values, stderr, tolerance.stderr, 0, 'scaled error')
  near(fit.absoluteErrors as Values, absolute, tolerance.stderr, 0, 'absolute error')
  if (tolerance.rss !== undefined || tolerance.rssAbs !== undefined)
    assert.ok(isNear(fit.rss, rss, tolerance.rss, tolerance.rssAbs), `rss ${fit.rss}, expected ${rss}`)
  assert.is(fit.degreesOfFreedom, dof)
}

/** Parameters that the data do not determine have a cause and no error; all others have one. */
export function marks(fit: CurveFit, names: readonly string[]): void {
  for (const name of Object.keys(fit.parameters)) {
    const said = `${name}: ${JSON.stringify(fit.causes[name])}, error ${fit.standardErrors[name]}`
    assert.is(fit.standardErrors[name] === null, names.includes(name), said)
  }
}

function isHonest(given: Case, fit: CurveFit, start: Values): void {
  const { params, rss, tolerance } = given.expected
  assert.ok(fit.rss <= squares(residualsOf(given, start)) * (1 + 1e-12), `rss ${fit.rss} is above that of the start`)
  const isAnswer =
    fit.rss <= rss * (1 + 1e-6) ||
    Object.entries(params).every(([name, value]) => isNear(fit.parameters[name], value, tolerance.params))
  const isMarked = Object.values(fit.causes).some(cause => cause !== null)
  assert.ok(
    isAnswer || !fit.converged || isMarked,
    `${fit.stopped}, rss ${fit.rss} for ${rss}, presented as a good fit`,
  )
}

/** A gradient of 0 by differences of the plain function; and a poor R² where the fit is a poor one. */
function isLocalMinimum(given: Case, fit: CurveFit): void {
  const p = { ...fit.parameters } as Record<string, number>
  const r = residualsOf(given, p)
  const length = Math.sqrt(squares(r))
  for (const name of Object.keys(p)) {
    const h = 1e-8 * (Math.abs(p[name]) || 1)
    const [above, below] = [h, -h].map(step => residualsOf(given, { ...p, [name]: p[name] + step }))
    const column = above.map((value, i) => (value - below[i]) / (2 * h))
    const cosine = column.reduce((sum, value, i) => sum + value * r[i], 0) / Math.sqrt(squares(column)) / length
    // Rounding over h is 1e-8 of a column, and so is h² of a peak at 6560 that is 0.35 wide.
    assert.ok(Math.abs(cosine) <= 1e-6, `the gradient of ${name} is ${cosine} of its length`)
  }
  if (fit.rss > given.expected.rss * 1.01 + 1e-12) assert.ok(Number(fit.rSquared) < 0.99, `R² is ${fit.rSquared}`)
}
