import { brandOf, messageOf } from '../../brand.js'
import { WoodburyError } from '../../errors.js'
import { show } from '../../options.js'
import { type Fields, isObject } from '../../plain.js'
import { isList, numbersOf } from '../data/numbers.js'
import type { Residuals } from '../engine/residuals.js'
import type { Parameters } from '../parameters.js'
import { Differences } from './differences.js'
import { Handed } from './function-values.js'

/** All residuals at once, of parameters in the form of `start`. */
export type ResidualFunction<P = never> = (p: P) => ArrayLike<number>

/** Residuals as a user's function of the parameters: it is called once a point, and its Jacobian is kept. */
export class VectorResiduals implements Residuals {
  readonly rows: number
  readonly parameters: number
  private readonly at: Float64Array
  private readonly r: Float64Array
  private readonly J: Float64Array
  private readonly handed: Handed
  private readonly differences: Differences

  /** @throws WoodburyError BAD_MODEL unless the function returns a list of numbers at the start */
  constructor(
    private readonly model: (p: unknown) => unknown,
    private readonly jacobian: ((p: unknown) => unknown) | undefined,
    { names, form, start, typical, box }: Parameters,
    private readonly where: string,
  ) {
    this.handed = new Handed(names, form, [], true)
    this.parameters = names.length
    this.at = new Float64Array(names.length).fill(Number.NaN)
    this.rows = this.call(start).length
    this.r = new Float64Array(this.rows)
    this.J = new Float64Array(this.rows * names.length)
    this.differences = new Differences(
      (p, from, to, out) => {
        const values = this.call(p)
        if (to - from === this.rows) out.set(values)
        else for (let row = from; row < to; row++) out[row - from] = values[row]
      },
      this.rows,
      typical,
      box,
      this.rows,
    )
  }

  get derivatives(): 'given' | 'differences' {
    return this.jacobian ? 'given' : 'differences'
  }

  values(p: Float64Array, from: number, to: number, r: Float64Array): void {
    if (this.at.some((value, k) => !Object.is(value, p[k]))) {
      this.r.set(this.call(p))
      this.at.set(p)
    }
    r.set(this.r.subarray(from, to))
  }

  linearise(p: Float64Array, from: number, to: number, r: Float64Array, J: Float64Array, stride: number): void {
    const { rows, parameters } = this
    if (from === 0) {
      if (this.jacobian) {
        this.values(p, 0, rows, this.r)
        this.fill(this.jacobian, p)
      } else if (this.differences.isNear(p)) this.values(p, 0, rows, this.r)
      else {
        this.differences.linearise(p, 0, rows, this.r, this.J, rows)
        this.at.set(p)
      }
    }
    r.set(this.r.subarray(from, to))
    for (let k = 0; k < parameters; k++) J.set(this.J.subarray(k * rows + from, k * rows + to), k * stride)
  }

  private call(p: Float64Array): ArrayLike<number> {
    const { where, handed } = this
    handed.take(p)
    const values = this.guarded(() => this.model(handed.p), 'the residual function')
    if (!isList(values) || values.length === 0)
      throw new WoodburyError(
        'BAD_MODEL',
        `${where}: the function returned ${show(values)}. Return the list of residuals.`,
      )
    if (this.r && values.length !== this.rows)
      throw new WoodburyError(
        'BAD_MODEL',
        `${where}: the function returned ${values.length} residuals, ${this.rows} at the start. Return as many every time.`,
      )
    if (brandOf(values) === 'Float64Array') return values as Float64Array
    for (let row = 0; row < values.length; row++)
      if (typeof values[row] !== 'number')
        throw new WoodburyError('BAD_MODEL', `${where}: residual ${row} is ${show(values[row])}. Return numbers.`, {
          index: row,
        })
    return values as ArrayLike<number>
  }

  private fill(jacobian: (p: unknown) => unknown, p: Float64Array): void {
    const { rows, parameters, where, handed, J } = this
    handed.take(p)
    const all = this.guarded(() => jacobian(handed.p), 'jacobian')
    if (isObject(all) && 'values' in all) {
      fillSparse(all, rows, parameters, J, where)
      return
    }
    for (let row = 0; row < rows; row++) {
      const slopes = isList(all) ? all[row] : undefined
      if (!isList(all) || all.length !== rows || !isList(slopes) || slopes.length !== parameters)
        throw new WoodburyError(
          'BAD_MODEL',
          `${where}: jacobian returned ${isList(slopes) ? `${slopes.length} numbers in row ${row}` : show(all)}. Return ${rows} lists of ${parameters} numbers.`,
          { row },
        )
      for (let k = 0; k < parameters; k++) J[k * rows + row] = Number(slopes[k])
    }
  }

  private guarded(call: () => unknown, who: string): unknown {
    try {
      return call()
    } catch (cause) {
      if (cause instanceof WoodburyError) throw cause
      throw new WoodburyError('BAD_MODEL', `${this.where}: ${who} threw: ${messageOf(cause)}`, {}, { cause })
    }
  }
}

/** Entries by row and column; equal places add up. @throws WoodburyError BAD_MODEL for a place outside, with its index */
function fillSparse(given: Fields, rows: number, columns: number, J: Float64Array, where: string): void {
  const [at, of, values] = ['rows', 'columns', 'values'].map(name => numbersOf(given[name], where, `jacobian.${name}`))
  J.fill(0)
  for (let entry = 0; entry < values.length; entry++) {
    const [row, column] = [at[entry], of[entry]]
    if (!(row >= 0 && row < rows && column >= 0 && column < columns))
      throw new WoodburyError(
        'BAD_MODEL',
        `${where}: jacobian has entry ${entry} in row ${row}, column ${column}. It has ${rows} rows and ${columns} columns.`,
        { entry },
      )
    J[column * rows + row] += values[entry]
  }
}
