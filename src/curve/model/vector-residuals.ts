import { brandOf, messageOf } from '../../brand.js'
import { WoodburyError } from '../../errors.js'
import { show } from '../../options.js'
import { isObject } from '../../plain.js'
import { isList } from '../data/numbers.js'
import type { Residuals, SparseRows } from '../engine/residuals.js'
import type { Parameters } from '../parameters.js'
import { Differences } from './differences.js'
import { Handed } from './function-values.js'
import { sparseRows, spread } from './sparse-rows.js'

/** All residuals at once, of parameters in the form of `start`. */
export type ResidualFunction<P = never> = (p: P) => ArrayLike<number>

/** Residuals as a user's function of the parameters: it is called once a point, and its Jacobian is kept. */
export class VectorResiduals implements Residuals {
  readonly rows: number
  readonly parameters: number
  private readonly at: Float64Array
  private readonly r: Float64Array
  /** By columns; empty where the Jacobian comes by its entries, which `entries` then holds. */
  private J = new Float64Array(0)
  private entries: SparseRows | undefined
  /** Where the user's Jacobian was asked for. */
  private readonly filledAt: Float64Array
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
    this.filledAt = new Float64Array(names.length).fill(Number.NaN)
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
    if (!isAt(this.at, p)) {
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
        this.differences.linearise(p, 0, rows, this.r, this.dense(), rows)
        this.at.set(p)
      }
    }
    r.set(this.r.subarray(from, to))
    if (this.entries) spread(this.entries, from, to, J, stride)
    else for (let k = 0; k < parameters; k++) J.set(this.J.subarray(k * rows + from, k * rows + to), k * stride)
  }

  sparseAt(p: Float64Array): SparseRows | undefined {
    if (this.jacobian) this.fill(this.jacobian, p)
    return this.entries
  }

  private dense(): Float64Array {
    if (this.J.length === 0) this.J = new Float64Array(this.rows * this.parameters)
    return this.J
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
    const { rows, parameters, where, handed } = this
    if (isAt(this.filledAt, p)) return
    handed.take(p)
    const all = this.guarded(() => jacobian(handed.p), 'jacobian')
    const isSparse = isObject(all) && 'values' in all
    this.entries = isSparse ? sparseRows(all, rows, parameters, where) : undefined
    if (!isSparse) this.fillDense(all)
    this.filledAt.set(p)
  }

  private fillDense(all: unknown): void {
    const { rows, parameters, where } = this
    const J = this.dense()
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

const isAt = (at: Float64Array, p: Float64Array) => at.every((value, k) => Object.is(value, p[k]))
