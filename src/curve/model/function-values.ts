import { messageOf } from '../../brand.js'
import { WoodburyError } from '../../errors.js'
import { show } from '../../options.js'
import { isList } from '../data/numbers.js'
import type { Form } from '../parameters.js'
import type { Values } from './differences.js'

/** What a function is handed for x and p, written anew for every call: it may keep neither. */
export class Handed {
  readonly p: number[] | Record<string, number>
  private readonly list: number[]

  constructor(
    private readonly names: readonly string[],
    private readonly form: Form,
    private readonly columns: readonly Float64Array[],
    private readonly lists: boolean,
  ) {
    this.p = form === 'list' ? new Array(names.length).fill(0) : Object.fromEntries(names.map(name => [name, 0]))
    this.list = new Array(columns.length).fill(0)
  }

  take(p: Float64Array): void {
    const { names, form } = this
    for (let k = 0; k < names.length; k++)
      (this.p as Record<string | number, number>)[form === 'list' ? k : names[k]] = p[k]
  }

  x(row: number): number | number[] {
    if (!this.lists) return this.columns[0][row]
    for (let k = 0; k < this.list.length; k++) this.list[k] = this.columns[k][row]
    return this.list
  }
}

/**
 * Output `output` of a function at a block of rows; −1 for a function of one output, which may be a list of one.
 * @throws WoodburyError BAD_MODEL where it throws or returns no number, with the index
 */
export function functionValues(
  model: (x: unknown, p: unknown) => unknown,
  handed: Handed,
  output: number,
  indices: Int32Array | undefined,
  where: string,
): Values {
  return (p, from, to, f) => {
    handed.take(p)
    for (let row = from; row < to; row++) {
      const value = call(model, handed, row, indices?.[row] ?? row, where)
      const isAlone = output < 0 && isList(value) && value.length === 1
      const number = output < 0 && !isAlone ? value : (value as ArrayLike<unknown> | null)?.[isAlone ? 0 : output]
      f[row - from] = typeof number === 'number' ? number : refuse(value, indices?.[row] ?? row, output, where)
    }
  }
}

function call(
  model: (x: unknown, p: unknown) => unknown,
  handed: Handed,
  row: number,
  index: number,
  where: string,
): unknown {
  try {
    return model(handed.x(row), handed.p)
  } catch (cause) {
    if (cause instanceof WoodburyError) throw cause
    throw new WoodburyError(
      'BAD_MODEL',
      `${where}: the model threw at index ${index}: ${messageOf(cause)}. A model is (x, p) => y, x a number or a list, p as start is.`,
      { index },
      { cause },
    )
  }
}

function refuse(value: unknown, index: number, output: number, where: string): never {
  const expected = output < 0 ? 'a finite number' : `a list with a number for y[${output}]`
  const help = typeof value === 'function' ? ' A model takes both at once: (x, p) => y.' : ' A model is (x, p) => y.'
  throw new WoodburyError(
    'BAD_MODEL',
    `${where}: the model returned ${show(value)} at index ${index}: expected ${expected}.${help}`,
    {
      index,
    },
  )
}
