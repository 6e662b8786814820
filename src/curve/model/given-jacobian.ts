import { messageOf } from '../../brand.js'
import { WoodburyError } from '../../errors.js'
import { show } from '../../options.js'
import { isList } from '../data/numbers.js'
import type { Curve } from './curve.js'
import type { Values } from './differences.js'
import type { Handed } from './function-values.js'

/** A plain function with the user's own derivatives: `jacobian(x, p)` is the list ∂f/∂p_k of a point. */
export class GivenJacobian implements Curve {
  readonly derivatives = 'given'

  constructor(
    readonly values: Values,
    private readonly jacobian: (x: unknown, p: unknown) => unknown,
    private readonly handed: Handed,
    private readonly output: number,
    private readonly where: string,
  ) {}

  /** @throws WoodburyError BAD_MODEL for a list of another length or with other things in it than numbers, with the row */
  linearise(p: Float64Array, from: number, to: number, f: Float64Array, J: Float64Array, stride: number): void {
    this.values(p, from, to, f)
    this.handed.take(p)
    for (let row = from; row < to; row++) {
      const slopes = this.slopesAt(row)
      if (!isList(slopes) || slopes.length !== p.length)
        this.refuse(isList(slopes) ? `${slopes.length} numbers` : show(slopes), p.length, row)
      for (let k = 0; k < p.length; k++) {
        const slope = slopes[k]
        if (typeof slope !== 'number') this.refuse(`${show(slope)} in place ${k}`, p.length, row)
        J[k * stride + row - from] = slope
      }
    }
  }

  private slopesAt(row: number): unknown {
    try {
      const slopes = this.jacobian(this.handed.x(row), this.handed.p)
      return this.output < 0 ? slopes : (slopes as ArrayLike<unknown> | null)?.[this.output]
    } catch (cause) {
      throw new WoodburyError(
        'BAD_MODEL',
        `${this.where}: jacobian threw at row ${row}: ${messageOf(cause)}`,
        { row },
        { cause },
      )
    }
  }

  private refuse(got: string, n: number, row: number): never {
    throw new WoodburyError(
      'BAD_MODEL',
      `${this.where}: jacobian returned ${got} at row ${row}: expected ${n} numbers, one a parameter.`,
      {
        row,
      },
    )
  }
}
