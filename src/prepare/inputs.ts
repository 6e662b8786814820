import { type Standardization, standardize } from '../data/standardize.js'
import type { Matrix } from '../data/table.js'
import { WoodburyError } from '../errors.js'
import type { Model } from '../model/graph.js'
import type { ShapedGraph } from '../model/shapes.js'
import type { DType } from '../runtime/dtype.js'
import { allFinite } from '../vectors.js'
import { byNode, inputMatrix, partOf } from './data.js'

/** How the columns of a model's nodes are scaled, by node name. */
export type Standardizations = Readonly<Record<string, Standardization>>

/** How inputs are to be taken. */
export interface InputOptions {
  readonly where: string
  readonly dtype: DType
  readonly standardization: Standardizations
  /** Numbers of an array that are looked at where it is used as it is: the others are `lookOver`'s. */
  readonly first?: number
}

/** The inputs of a model in the order of its nodes, standardised by its constants. @throws WoodburyError */
export function inputsOf(
  model: Model,
  graph: ShapedGraph,
  x: unknown,
  { where, dtype, standardization: constants, first }: InputOptions,
): Matrix[] {
  const values = byNode(x, model.graph.inputs, `${where}: x`)
  return model.graph.inputs.map((name, k) => {
    const { units } = graph.nodes[graph.inputs[k]]
    const named = partOf(`${where}: x`, model.graph.inputs, name)
    const known = constants[name]
    const matrix = inputMatrix(values[k], units, named, known ? {} : { dtype, first })
    return known ? scaled(matrix, known, dtype, named) : matrix
  })
}

/** @throws WoodburyError NON_FINITE_INPUT for a number that its column's constants take beyond the dtype */
export function scaled(matrix: Matrix, constants: Standardization, dtype: DType, where: string): Matrix {
  const result = standardize(matrix, constants, dtype)
  if (allFinite(result.data)) return result
  const at = result.data.findIndex(value => !Number.isFinite(value))
  const [row, column] = [Math.floor(at / matrix.shape[1]), at % matrix.shape[1]]
  throw new WoodburyError(
    'NON_FINITE_INPUT',
    `${where}: row ${row}, column ${column} is ${matrix.data[at]}: standardised, it is too large for ${dtype}. Correct it, or pass float64.`,
    { row, column, value: matrix.data[at] },
  )
}
