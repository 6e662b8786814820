import { WoodburyError } from '../../errors.js'
import type { Model } from '../../model/graph.js'
import { lossOf } from '../../model/losses/table.js'
import { trainedShapesOf } from '../../model/shapes.js'
import type { TrainingData } from '../../prepare/data.js'
import { dot } from '../../vectors.js'
import { symmetricEigen } from '../algebra/symmetric-eigen.js'
import { denseOf, operatorOf } from '../linear-operator.js'
import { engineOf } from '../network/engine-of.js'
import { linearise, type OperatorOptions } from '../network/linearisation.js'

/** Rows of the Jacobian up to which all eigenvalues of its Gram are computed. */
const MOST_ROWS = 2000

/** Share of the Gram's largest eigenvalue below which one is 0. */
const RANK = 1e-12

/** A model with squared error at one θ, in full: what the diagnostics of small networks are computed from. */
export interface Point {
  /** Rows of J, n m. */
  readonly rows: number
  readonly samples: number
  /** z − y of every row. */
  readonly residuals: Float64Array
  /** Mean over samples of ½ ‖z − y‖². */
  readonly loss: number
  /** Eigenvalues of K = J Jᵀ, ascending. */
  readonly eigenvalues: Float64Array
  /** Σ over eigenvectors of weight(l) v vᵀ u. */
  filtered(u: Float64Array, weight: (eigenvalue: number) => number): Float64Array
  /** Jᵀ u. */
  back(u: Float64Array): Float64Array
}

/** @throws WoodburyError NOT_SUPPORTED for another loss, for weights, or more rows than a dense Gram has */
export async function pointAt(
  where: string,
  model: Model,
  data: TrainingData,
  options: OperatorOptions = {},
): Promise<Point> {
  const lin = linearise(where, model, data, options)
  const engine = engineOf(where, lin)
  if (
    lin.heads.some(({ loss, weight }) => lossOf(loss).name !== 'meanSquaredError' || weight !== 1) ||
    lin.samples.weights
  )
    throw new WoodburyError(
      'NOT_SUPPORTED',
      `${where}: the theory is of squared error without weights. Pass loss: 'meanSquaredError', and no weights.`,
    )
  const residuals = await engine({ kind: 'residuals' })
  const rows = residuals.length
  if (rows > MOST_ROWS)
    throw new WoodburyError(
      'NOT_SUPPORTED',
      `${where}: the samples have ${rows} outputs, and the whole Gram matrix is computed for ${MOST_ROWS} at most. Pass fewer samples.`,
      { rows, limit: MOST_ROWS },
    )
  const { parameters } = trainedShapesOf(lin.graph)
  const J = operatorOf(where, {
    shape: [rows, parameters],
    symmetric: false,
    apply: v => engine({ kind: 'jacobian', v }),
    applyTransposed: u => engine({ kind: 'jacobianTransposed', u }),
  })
  const dense = await denseOf(where, J, true)
  const row = (r: number) => dense.subarray(r * parameters, (r + 1) * parameters)
  const K = new Float64Array(rows * rows)
  for (let r = 0; r < rows; r++) for (let s = 0; s <= r; s++) K[r * rows + s] = dot(row(r), row(s))
  const { values, vectors } = symmetricEigen(K, rows, true)
  const floor = RANK * values[rows - 1]
  return {
    rows,
    samples: lin.samples.count,
    residuals,
    loss: dot(residuals, residuals) / 2 / lin.samples.count,
    eigenvalues: values,
    filtered(u, weight) {
      const result = new Float64Array(rows)
      for (let k = 0; k < rows; k++) {
        let along = 0
        for (let r = 0; r < rows; r++) along += vectors[r * rows + k] * u[r]
        along *= values[k] > floor ? weight(values[k]) : weight(0)
        for (let r = 0; r < rows; r++) result[r] += along * vectors[r * rows + k]
      }
      return result
    },
    back(u) {
      const result = new Float64Array(parameters)
      for (let r = 0; r < rows; r++) for (let p = 0; p < parameters; p++) result[p] += u[r] * row(r)[p]
      return result
    },
  }
}
