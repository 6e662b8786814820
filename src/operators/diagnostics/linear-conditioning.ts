import { WoodburyError } from '../../errors.js'
import { takeModel } from '../../model/check-model.js'
import type { Model } from '../../model/graph.js'
import { type ShapedGraph, shapesOf } from '../../model/shapes.js'
import type { TrainingData } from '../../prepare/data.js'
import { symmetricEigen } from '../algebra/symmetric-eigen.js'
import { linearise } from '../network/linearisation.js'
import { ggn } from '../network/operators.js'
import { conditionNumber } from '../spectrum/condition-number.js'

/** rows × columns, row-major: takes `rows` numbers to `columns`, as kernels do. */
interface Matrix {
  readonly data: Float64Array
  readonly rows: number
  readonly columns: number
}

export interface LinearConditioning {
  /** κ of the Gauss–Newton matrix's non-zero spectrum. */
  readonly value: number
  readonly bound: number
  /** κ of the inputs' second moments Σ = XᵀX/n, a factor of the bound. */
  readonly inputs: number
}

const product = (A: Matrix, B: Matrix): Matrix => {
  const data = new Float64Array(A.rows * B.columns)
  for (let i = 0; i < A.rows; i++)
    for (let k = 0; k < A.columns; k++)
      for (let j = 0; j < B.columns; j++)
        data[i * B.columns + j] += A.data[i * A.columns + k] * B.data[k * B.columns + j]
  return { data, rows: A.rows, columns: B.columns }
}

const transposed = ({ data, rows, columns }: Matrix): Matrix => ({
  data: Float64Array.from(data, (_, at) => data[(at % rows) * columns + Math.floor(at / rows)]),
  rows: columns,
  columns: rows,
})

const identity = (n: number): Matrix => ({
  data: Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0)),
  rows: n,
  columns: n,
})

/** Smallest and largest eigenvalue of M Mᵀ. */
function squares(M: Matrix): [least: number, most: number] {
  const { values } = symmetricEigen(product(M, transposed(M)).data, M.rows)
  return [Math.max(0, values[0]), values[values.length - 1]]
}

const refused = (what: string) =>
  new WoodburyError(
    'NOT_SUPPORTED',
    `linearConditioning: ${what}. The bound is of chains of linear layers without bias, dense(n, 'linear', { bias: false }), each alone or added to its own input.`,
  )

/** The matrices of a chain, W or W + I, from the input on. @throws WoodburyError NOT_SUPPORTED for another graph */
function chainOf({ nodes, outputs }: ShapedGraph, params: ArrayLike<number>): Matrix[] {
  const chain: Matrix[] = []
  let at = outputs[0]
  while (nodes[at].node.kind !== 'input') {
    const { node, from } = nodes[at]
    const isSkip = node.kind === 'add' && from.length === 2
    const layer = isSkip ? from.find(k => nodes[k].from.length === 1 && from.includes(nodes[k].from[0])) : at
    const own = layer === undefined ? undefined : nodes[layer]
    if (own?.node.kind !== 'dense' || own.node.bias || own.node.activation !== 'linear')
      throw refused(`"${node.name}" is not such a layer`)
    const [{ offset, size }] = own.slots
    const data = Float64Array.from({ length: size }, (_, k) => params[offset + k])
    if (isSkip) for (let k = 0; k < own.units; k++) data[k * (own.units + 1)] += 1
    chain.unshift({ data, rows: own.inputUnits[0], columns: own.units })
    at = own.from[0]
  }
  return chain
}

/**
 * The condition number of a linear network's Gauss–Newton matrix, of its non-zero spectrum, beside the bound of Zhao, Singh
 * & Lucchi (2024; of the paper the abstract was at hand, the bound is derived) for squared error:
 * κ ≤ κ(Σ) Σ_l σ_max²(W_{L:l+1}) σ_max²(W_{l−1:1}) / Σ_l σ_min²(W_{L:l+1}) σ_min²(W_{l−1:1}), Σ = XᵀX/n, W_l + I in the
 * place of W_l where a layer is added to its input. ∞ where a layer in between is narrower than both ends.
 * @throws WoodburyError NOT_SUPPORTED for another kind of network; those of `ggn`
 */
export async function linearConditioning(given: Model, data: TrainingData): Promise<LinearConditioning> {
  const where = 'linearConditioning'
  const model = takeModel(given, where)
  const graph = shapesOf(model.graph)
  if (graph.inputs.length > 1 || graph.outputs.length > 1) throw refused('it has several inputs or outputs')
  const chain = chainOf(graph, model.params)
  const { samples } = linearise(where, model, data, { loss: 'meanSquaredError' })
  const X = { data: Float64Array.from(samples.inputs[0]), rows: samples.count, columns: chain[0].rows }
  const [least, most] = squares(transposed(X))
  let [above, below] = [0, 0]
  chain.forEach((layer, l) => {
    const before = chain.slice(0, l).reduce(product, identity(X.columns))
    const after = chain.slice(l + 1).reduce(product, identity(layer.columns))
    const [leastBefore, mostBefore] = squares(before)
    const [leastAfter, mostAfter] = squares(transposed(after))
    above += mostBefore * mostAfter
    below += leastBefore * leastAfter
  })
  const { value } = await conditionNumber(ggn(model, data, { loss: 'meanSquaredError' }))
  return { value, bound: ((most / least) * above) / below, inputs: most / least }
}
