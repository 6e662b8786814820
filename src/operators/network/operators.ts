import { WoodburyError } from '../../errors.js'
import type { Model } from '../../model/graph.js'
import { lossOf } from '../../model/losses/table.js'
import { trainedShapesOf } from '../../model/shapes.js'
import { oneOf, positiveInteger } from '../../options.js'
import type { TrainingData } from '../../prepare/data.js'
import { type Operator, operatorOf } from '../linear-operator.js'
import { type Curvature, outputsOf, rowsOf } from './engine.js'
import { engineOf, kernelsHere } from './engine-of.js'
import { type FactorKind, factorRows, factorsOf, type KroneckerFactor } from './kronecker-factors.js'
import { KroneckerProduct } from './kronecker-product.js'
import {
  type InputData,
  type Linearisation,
  linearise,
  lineariseInputs,
  type OperatorOptions,
} from './linearisation.js'

export interface FisherOptions extends OperatorOptions {
  /** Labels drawn for each sample; default 1. The variance of the matrix falls with their number. */
  draws?: number
}

export interface KfacOptions extends OperatorOptions {
  /**
   * Whose δ make G: those of the loss Hessian's whole root (`exact`, the default), of one drawn label (`sampled`), or of the
   * targets (`empirical`).
   */
  fisher?: FactorKind
}

/** An operator with another of the same non-zero spectrum on the side of the samples' rows. */
export interface WithRows extends Operator {
  /** (1/N) J~J~ᵀ where the operator is J~ᵀJ~/N. */
  readonly rowSide: Operator
}

export interface KfacOperator extends Operator {
  /** The factors of each layer; nothing changes when they are written into. */
  factors(): Promise<KroneckerFactor[]>
}

/** Something made at the first call that needs it; a failure is not kept. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch(error => {
      made = undefined
      throw error
    })
    return made
  }
}

const parametersOf = (lin: Linearisation): number => trainedShapesOf(lin.graph).parameters

function curvature(where: string, lin: Linearisation, of: Curvature): Operator {
  const engine = engineOf(where, lin, { second: of.kind === 'hessian' })
  const P = parametersOf(lin)
  return operatorOf(where, {
    shape: [P, P],
    symmetric: true,
    apply: v => engine({ kind: 'curvature', of, v }),
  })
}

/**
 * The generalised Gauss–Newton matrix G = (1/N) Σ ω Jᵀ(∂²l/∂z²)J at the model's parameters, [P, P], P those that are
 * trained, in the order of `params`. For losses whose ∂²l/∂z² may be negative or 0 what `fit` takes in its place (the file
 * of the loss says). Squared error counts as ½‖z − y‖² a sample, ω are the data's weights scaled to mean 1 times the
 * head's. Cost of a product: about that of a gradient. Schraudolph 2002.
 * @throws WoodburyError as `fit` for the same model, data and options
 */
export function ggn(model: Model, data: TrainingData, options: OperatorOptions = {}): WithRows {
  const where = 'ggn'
  const lin = linearise(where, model, data, options)
  const operator = curvature(where, lin, { kind: 'ggn' })
  return Object.assign(operator, { rowSide: rowSide(where, lin) })
}

function rowSide(where: string, lin: Linearisation): Operator {
  const engine = engineOf(where, lin)
  const graph = trainedShapesOf(lin.graph)
  const heads = lin.heads.map(({ loss }, k) => ({ loss: lossOf(loss), m: graph.nodes[graph.outputs[k]].units }))
  const R = lin.samples.count * rowsOf({ heads })
  return operatorOf(`${where}.rowSide`, {
    shape: [R, R],
    symmetric: true,
    async apply(u) {
      const back = await engine({ kind: 'rowsTransposed', u })
      return (await engine({ kind: 'rows', v: back })).map(value => value / lin.samples.count)
    },
  })
}

/**
 * The Fisher information of the model's own distribution by Monte Carlo, F = (1/N) Σ ω E[∇log p ∇log pᵀ], [P, P], with
 * `draws` labels a sample and head from `seed`: each product sees the same labels. Its expectation is the Gauss–Newton
 * matrix for squared error, softmax and sigmoid. Martens 2014.
 * @throws WoodburyError as `ggn`; BAD_OPTION for a loss that is the likelihood of no distribution
 */
export function fisher(model: Model, data: TrainingData, options: FisherOptions = {}): Operator {
  const where = 'fisher'
  const lin = linearise(where, model, data, options, ['draws'])
  const draws = positiveInteger(where, 'draws', options.draws ?? 1, 1e6)
  requireDistribution(where, lin, 'ggn or empiricalFisher')
  return curvature(where, lin, { kind: 'fisher', draws })
}

function requireDistribution(where: string, { heads }: Linearisation, instead: string): void {
  for (const { loss } of heads) {
    const { name, sampledGradient } = lossOf(loss)
    if (sampledGradient) continue
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: ${name} is the likelihood of no distribution, so no labels can be drawn. Use ${instead}.`,
      { loss: name },
    )
  }
}

/**
 * The empirical Fisher (1/N) Σ ω ∇l ∇lᵀ with the data's own targets, [P, P]: one term a sample and head. It is no
 * approximation of the Fisher where residuals are not small (Kunstner, Balles & Hennig 2019).
 * @throws WoodburyError as `ggn`
 */
export const empiricalFisher = (model: Model, data: TrainingData, options: OperatorOptions = {}): Operator =>
  curvature('empiricalFisher', linearise('empiricalFisher', model, data, options), { kind: 'empiricalFisher' })

/**
 * The Hessian of the mean loss, exact, [P, P]: by forward over reverse, at about twice the cost of a gradient (Pearlmutter 1994). relu and
 * leakyRelu count as straight lines; a loss of the user's own has the curvature he gave. Weight decay is not part of it.
 * @throws WoodburyError as `ggn`
 */
export const hessian = (model: Model, data: TrainingData, options: OperatorOptions = {}): Operator =>
  curvature('hessian', linearise('hessian', model, data, options), { kind: 'hessian' })

/**
 * J = ∂z/∂θ of all outputs on all samples, [N m, P]: row i m + a is output a of sample i, outputs of several heads side by
 * side. No targets are needed: `{ x }` will do. Outputs are those before `predict` undoes the standardisation.
 * @throws WoodburyError as `ggn`
 */
export function jacobian(model: Model, data: InputData, options: OperatorOptions = {}): Operator {
  const { lin, engine, rows } = outputs('jacobian', model, data, options)
  return operatorOf('jacobian', {
    shape: [rows, parametersOf(lin)],
    symmetric: false,
    apply: v => engine({ kind: 'jacobian', v }),
    applyTransposed: u => engine({ kind: 'jacobianTransposed', u }),
  })
}

/**
 * The Gram matrix of the Jacobian's rows K = J Jᵀ, [N m, N m]: the empirical neural tangent kernel (Jacot, Gabriel &
 * Hongler 2018). A product is one of Jᵀ and one of J; K is formed by `toDense` alone.
 * @throws WoodburyError as `ggn`
 */
export function gram(model: Model, data: InputData, options: OperatorOptions = {}): Operator {
  const { engine, rows } = outputs('gram', model, data, options)
  return operatorOf('gram', {
    shape: [rows, rows],
    symmetric: true,
    async apply(u) {
      return engine({ kind: 'jacobian', v: await engine({ kind: 'jacobianTransposed', u }) })
    },
  })
}

function outputs(where: string, model: Model, data: InputData, options: OperatorOptions) {
  const lin = lineariseInputs(where, model, data, options)
  const engine = engineOf(where, lin)
  return { lin, engine, rows: lin.samples.count * outputsOf({ graph: trainedShapesOf(lin.graph) }) }
}

/**
 * KFAC's approximation of the Gauss–Newton or Fisher matrix, [P, P]: block-diagonal by layer, A ⊗ G with A = E[h hᵀ] and
 * G = E[δ δᵀ] (Martens & Grosse 2015). The factors are made at the first product. Departs from the paper in that G is
 * exact by default.
 * @throws WoodburyError as `ggn`; BAD_OPTION for `sampled` with a loss that is the likelihood of no distribution;
 *   OUT_OF_MEMORY where the factors would have more than 2 GiB
 */
export function kfacOperator(model: Model, data: TrainingData, options: KfacOptions = {}): KfacOperator {
  const where = 'kfacOperator'
  const lin = linearise(where, model, data, options, ['fisher'])
  const kind = oneOf(where, 'fisher', options.fisher ?? 'exact', ['exact', 'sampled', 'empirical'])
  if (kind === 'sampled') requireDistribution(where, lin, "fisher: 'exact'")
  const graph = trainedShapesOf(lin.graph)
  checkFactors(where, graph)
  const P = graph.parameters
  const engine = engineOf(where, lin, { factorRows: factorRows(kind, lin, graph) })
  const product = once(async () => {
    const factors = factorsOf(graph, await engine({ kind: 'factors', of: kind }))
    return new KroneckerProduct(factors, await kernelsHere())
  })
  const operator = operatorOf(where, {
    shape: [P, P],
    symmetric: true,
    apply: async v => (await product()).apply(v),
  })
  return Object.assign(operator, {
    factors: async () =>
      (await product()).factors.map(factor => ({ ...factor, A: factor.A.slice(), G: factor.G.slice() })),
  })
}

/** Bytes of the factors up to which they are made. */
const FACTOR_BYTES = 2 ** 31

function checkFactors(where: string, { nodes }: ReturnType<typeof trainedShapesOf>): void {
  const bytes = nodes.reduce(
    (sum, { slots, inputUnits, units }) =>
      slots.length > 0 ? sum + 8 * ((inputUnits[0] + slots.length - 1) ** 2 + units ** 2) : sum,
    0,
  )
  if (bytes > FACTOR_BYTES)
    throw new WoodburyError(
      'OUT_OF_MEMORY',
      `${where}: the factors are ${(bytes / 2 ** 30).toFixed(1)} GiB, and there may be 2. Freeze the widest layers, or use ggn.`,
      { bytes, limit: FACTOR_BYTES },
    )
}

/**
 * The gradient of the mean loss at the model's parameters, P numbers in the order of the operators' vectors: what a
 * natural or Gauss–Newton direction is solved from.
 * @throws WoodburyError as `ggn`
 */
export async function gradient(model: Model, data: TrainingData, options: OperatorOptions = {}): Promise<Float64Array> {
  return engineOf('gradient', linearise('gradient', model, data, options))({ kind: 'gradient' })
}

/**
 * ‖g_i‖ of every sample's loss gradient, weighted as in the mean: N numbers, at less than the cost of one gradient of the
 * same samples and without forming any (Goodfellow 2015).
 * @throws WoodburyError as `ggn`
 */
export async function sampleGradientNorms(
  model: Model,
  data: TrainingData,
  options: OperatorOptions = {},
): Promise<Float64Array> {
  const where = 'sampleGradientNorms'
  const squares = await engineOf(where, linearise(where, model, data, options))({ kind: 'norms' })
  return squares.map(Math.sqrt)
}
