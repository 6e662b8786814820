import { WoodburyError } from '../../errors.js'
import type { Model } from '../../model/graph.js'
import type { TrainingData } from '../../prepare/data.js'
import { dot, norm } from '../../vectors.js'
import { cholesky, solveCholesky } from '../algebra/cholesky.js'
import type { KroneckerFactor } from '../network/kronecker-factors.js'
import type { OperatorOptions } from '../network/linearisation.js'
import { ggn, gradient, kfacOperator } from '../network/operators.js'
import { cgInverse } from '../solve/cg-inverse.js'

export interface DirectionCosines {
  /** λ of all three. */
  readonly damping: number
  readonly kfacToExact: number
  readonly foofToExact: number
  readonly kfacToFoof: number
  /** Of the gradient, which all of them near as λ grows. */
  readonly gradientToExact: number
}

type Factor = Pick<KroneckerFactor, 'offset' | 'inputs' | 'outputs' | 'A' | 'G'>

const cosine = (a: Float64Array, b: Float64Array) => dot(a, b) / (norm(a) * norm(b))

function shifted(M: Float64Array, n: number, shift: number): Float64Array {
  const S = M.slice()
  for (let i = 0; i < n; i++) S[i * n + i] += shift
  const L = cholesky(S, n)
  if (L) return L
  throw new WoodburyError('BAD_VALUE', 'directionCosines: a damped factor is singular. Pass a larger damping.')
}

const trace = (M: Float64Array, n: number) => {
  let sum = 0
  for (let i = 0; i < n; i++) sum += M[i * n + i]
  return sum
}

/** M⁻¹ V: `length` × `width`, V row-major, by its columns. */
function solvedColumns(L: Float64Array, V: Float64Array, length: number, width: number): void {
  for (let j = 0; j < width; j++) {
    const x = solveCholesky(
      L,
      Float64Array.from({ length }, (_, i) => V[i * width + j]),
    )
    for (let i = 0; i < length; i++) V[i * width + j] = x[i]
  }
}

/** (A + π√λ I)⁻¹ V (G + √λ/π I)⁻¹, π² = (tr A/dim A)/(tr G/dim G) (Martens & Grosse 2015, §6.3). */
export function kfacDirection(factors: readonly Factor[], g: Float64Array, damping: number): Float64Array {
  const result = g.slice()
  for (const factor of factors) {
    const { offset, inputs, outputs, G } = factor
    const V = result.subarray(offset, offset + inputs * outputs)
    const [left, right] = splitDamping(factor, damping)
    solvedColumns(shifted(factor.A, inputs, left), V, inputs, outputs)
    const L = shifted(G, outputs, right)
    for (let i = 0; i < inputs; i++) V.set(solveCholesky(L, V.slice(i * outputs, (i + 1) * outputs)), i * outputs)
  }
  return result
}

/** π√λ and √λ/π. */
function splitDamping({ A, G, inputs, outputs }: Factor, damping: number): [ofA: number, ofG: number] {
  const ratio = trace(A, inputs) / inputs / (trace(G, outputs) / outputs)
  const pi = ratio > 0 && Number.isFinite(ratio) ? Math.sqrt(ratio) : 1
  return [pi * Math.sqrt(damping), Math.sqrt(damping) / pi]
}

/**
 * (A + π√λ I)⁻¹ V · π/√λ: gradient descent on neurons (FOOF, Benzing 2022) with KFAC's own damping of A and its scale of each
 * layer, so that nothing but G tells the two apart.
 */
export function foofDirection(factors: readonly Factor[], g: Float64Array, damping: number): Float64Array {
  const result = g.slice()
  for (const factor of factors) {
    const { offset, inputs, outputs, A } = factor
    const [left, right] = splitDamping(factor, damping)
    const V = result.subarray(offset, offset + inputs * outputs)
    solvedColumns(shifted(A, inputs, left), V, inputs, outputs)
    for (let i = 0; i < V.length; i++) V[i] /= right
  }
  return result
}

/**
 * How near the directions of KFAC and FOOF are to the exact natural gradient (G + λ I)⁻¹g, G the Gauss–Newton matrix, for
 * each damping λ (Benzing 2022, of which the abstract was at hand): KFAC with its usual damping is nearer to FOOF than to
 * what it approximates.
 * @throws WoodburyError as `kfacOperator` and `cgInverse`
 */
export async function directionCosines(
  model: Model,
  data: TrainingData,
  dampings: readonly number[],
  options: OperatorOptions = {},
): Promise<DirectionCosines[]> {
  const g = await gradient(model, data, options)
  const G = ggn(model, data, options)
  const factors = await kfacOperator(model, data, options).factors()
  const rows: DirectionCosines[] = []
  for (const damping of dampings) {
    const { x: exact } = await cgInverse(G, { shift: damping, tolerance: 1e-9 }).solve(g)
    const [kfac, foof] = [kfacDirection(factors, g, damping), foofDirection(factors, g, damping)]
    rows.push({
      damping,
      kfacToExact: cosine(kfac, exact),
      foofToExact: cosine(foof, exact),
      kfacToFoof: cosine(kfac, foof),
      gradientToExact: cosine(g, exact),
    })
  }
  return rows
}
