import { messageOf } from '../../brand.js'
import type { Node } from '../../curve/expression/graph.js'
import { asMatrix } from '../../data/matrix.js'
import type { Matrix } from '../../data/table.js'
import { WoodburyError } from '../../errors.js'
import { checkNames, show } from '../../options.js'
import { hasFields, isObject } from '../../plain.js'
import type { Numbers } from '../data.js'
import { type Field, fieldOf, type Shape } from './field.js'
import { mathsOn, type Quantity, Recording, type ResidualMaths, refuse, Symbolic, symbol } from './symbols.js'

/** Points and what shall be 0 there. */
export interface ResidualSet {
  /** [n, inputs of the network]; flat where it has one input. */
  readonly points: Numbers
  /** One residual, or several. */
  readonly residual: Quantity | readonly Quantity[]
  /** Factor of the mean of the squares over the set; default 1. */
  readonly weight?: number
}

/** One set, a list of them, or sets by name. */
export type ResidualSets = ResidualSet | readonly ResidualSet[] | Readonly<Record<string, ResidualSet>>

/** What `residuals` is given: u the network, x the coordinates of a point, m what to compute with. */
export type ResidualFunction = (u: Field, x: readonly Quantity[], m: ResidualMaths) => ResidualSets

/** A set as recorded. */
export interface RecordedSet {
  /** As messages call it. */
  readonly name: string
  readonly points: Matrix
  readonly weight: number
  readonly outputs: readonly Node[]
}

const keys = ['points', 'residual', 'weight']
const hints = { x: 'points', data: 'points', residuals: 'residual', loss: 'residual', weights: 'weight' }

/** Calls the function, once. @throws WoodburyError BAD_OPTION, SHAPE_MISMATCH, EMPTY_DATA, NON_FINITE_INPUT */
export function record(of: ResidualFunction, shape: Shape): { recording: Recording; sets: RecordedSet[] } {
  const recording = new Recording()
  const x = Array.from({ length: shape.axes }, (_, axis) => symbol(recording, recording.column({ kind: 'x', axis })))
  let result: unknown
  try {
    result = of(fieldOf(recording, shape), Object.freeze(x), mathsOn(recording))
  } catch (cause) {
    if (cause instanceof WoodburyError) throw cause
    refuse(
      `the function threw when it was recorded (${messageOf(cause)}). Its u, x and m are no plain numbers.`,
      {},
      { cause },
    )
  }
  const sets = named(result).map(([name, set]) => setOf(name, set, recording, shape))
  return { recording, sets }
}

/** Sets with the names that messages have for them. */
function named(result: unknown): [string, unknown][] {
  if (Array.isArray(result) && result.length > 0) return result.map((set, k) => [`set ${k}`, set])
  if (isObject(result) && 'residual' in result) return [['the set', result]]
  const entries = hasFields(result) ? Object.entries(result) : []
  if (entries.length > 0) return entries.map(([name, set]) => [`set "${name}"`, set])
  return refuse(
    `the function returned ${show(result)}. Return sets { points, residual, weight }, by name or as a list.`,
  )
}

function setOf(name: string, set: unknown, recording: Recording, { axes }: Shape): RecordedSet {
  if (!hasFields(set)) return refuse(`${name} is ${show(set)}. Pass { points, residual, weight }.`)
  checkNames(`residuals: ${name}`, 'key', keys, set, hints)
  const { weight = 1, residual } = set
  if (typeof weight !== 'number' || !Number.isFinite(weight) || weight <= 0)
    refuse(`weight of ${name} is ${show(weight)}. Pass a number above 0, or leave the set out.`, { got: weight })
  const points = asMatrix(set.points, `residuals: points of ${name}`, { dtype: 'float64' })
  const [count, columns] = points.shape
  if (columns !== axes)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `residuals: points of ${name} have ${columns} columns (shape [${count}, ${columns}]) but the network takes ${axes}. Pass ${axes} numbers a point.`,
      { expected: axes, found: columns },
    )
  const several = Array.isArray(residual)
  if (several && residual.length === 0)
    refuse(`residual of ${name} is an empty list. Pass what shall be 0 at its points.`)
  const outputs = (several ? residual : [residual]).map((value: unknown, k: number) => {
    const what = several ? `residual ${k} of ${name}` : `residual of ${name}`
    const node = Symbolic.nodeOf(value, recording, what)
    checkOutput(node, what, count, recording)
    return node
  })
  return { name, points, weight, outputs }
}

/** What is trained must be in it, and a column must have a number for each point. */
function checkOutput(node: Node, what: string, count: number, { graph, columns, given }: Recording): void {
  const read = graph.ancestry([node]).flatMap(({ kind, value }) => (kind === 'column' ? [columns[value]] : []))
  if (!read.some(({ kind }) => !['x', 'given'].includes(kind)))
    refuse(`${what} has neither the network nor a parameter in it, so nothing can bring it to 0. Use u.`)
  for (const column of read)
    if (column.kind === 'given' && given[column.index].length !== count)
      throw new WoodburyError(
        'SHAPE_MISMATCH',
        `residuals: ${what} has a column of ${given[column.index].length} numbers, its set ${count} points. Pass one number for each point.`,
        { expected: count, found: given[column.index].length },
      )
}
