import { type Batch, placeOf } from '../../model/feed.js'
import { type Head, seedGradient, seedHessian, weightOf, writeDelta } from '../../model/heads.js'
import type { FloatArray } from '../../runtime/dtype.js'
import { hessianProduct } from './hessian-product.js'
import type { Linearisation } from './linearisation.js'
import { drawnRanks, empiricalRanks, type SeedOutputs } from './output-curvature.js'
import type { Bound, Sweeps } from './sweeps.js'

/** Curvature as a sum over samples; `fisher` with its draws of a label for each. */
export type Curvature =
  | { readonly kind: 'ggn' | 'empiricalFisher' | 'hessian' }
  | { readonly kind: 'fisher'; readonly draws: number }

/** Seeds of the Gauss–Newton matrix: B = ∂²l/∂z², or what stands for it where that is not positive. */
const hessians: SeedOutputs = (heads, samples, part, tangents, scale) => {
  seedHessian(heads, samples, part, tangents, scale)
}

const seedsOf = (curvature: Curvature, lin: Linearisation): SeedOutputs => {
  if (curvature.kind === 'fisher') return drawnRanks(lin, curvature.draws)
  return curvature.kind === 'ggn' ? hessians : empiricalRanks
}

const take = (view: FloatArray): Float64Array => Float64Array.from(view)

/** C v, a mean over the samples: a tangent forward, B at the outputs, a backward sweep (Schraudolph 2002). */
export function curvatureProduct(sweeps: Sweeps, curvature: Curvature, v: Float64Array): Float64Array {
  const { samples } = sweeps.lin
  sweeps.vector('v').set(v)
  if (curvature.kind === 'hessian') hessianProduct(sweeps)
  else {
    const seeds = seedsOf(curvature, sweeps.lin)
    sweeps.each((part, bound) => {
      seeds(bound.heads, samples, part, sweeps.tangents(part, bound), 1 / samples.count)
      sweeps.pullBack(part, bound)
    })
  }
  return take(sweeps.vector('out'))
}

/** Mean gradient of the loss. */
export function meanGradient(sweeps: Sweeps): Float64Array {
  const { samples } = sweeps.lin
  sweeps.each((part, bound) => {
    seedGradient(bound.heads, samples, part, 1 / samples.count)
    sweeps.pullBack(part, bound)
  })
  return take(sweeps.vector('out'))
}

/** Outputs a sample, over all heads. */
export const outputsOf = ({ graph }: Pick<Sweeps, 'graph'>): number =>
  graph.outputs.reduce((sum, k) => sum + graph.nodes[k].units, 0)

/** Calls with each head of a chunk and the place of its outputs among those of a sample. */
function eachHead({ heads }: Bound, visit: (head: Head, k: number, first: number) => void): void {
  let first = 0
  heads.forEach((head, k) => {
    visit(head, k, first)
    first += head.m
  })
}

/** J v, J = ∂z/∂θ: sample-major, the outputs of a sample in the order of the graph. */
export function jacobianProduct(sweeps: Sweeps, v: Float64Array): Float64Array {
  const width = outputsOf(sweeps)
  const result = new Float64Array(sweeps.lin.samples.count * width)
  sweeps.vector('v').set(v)
  sweeps.each((part, bound) => {
    const tangents = sweeps.tangents(part, bound)
    eachHead(bound, ({ m }, k, first) => {
      for (let i = 0; i < part.count; i++)
        for (let a = 0; a < m; a++) result[placeOf(part, i) * width + first + a] = tangents[k][i * m + a]
    })
  })
  return result
}

/** Jᵀ u. */
export function jacobianTransposed(sweeps: Sweeps, u: Float64Array): Float64Array {
  const width = outputsOf(sweeps)
  sweeps.each((part, bound) => {
    eachHead(bound, (head, _k, first) => {
      for (let i = 0; i < part.count; i++) writeDelta(head, i, u, placeOf(part, i) * width + first, 1)
    })
    sweeps.pullBack(part, bound)
  })
  return take(sweeps.vector('out'))
}

/** Visits √ω L of each sample and head of a chunk, its columns as rows, with the place of the first among the sample's. */
function eachFactor(
  { lin }: Sweeps,
  part: Batch,
  { heads }: Bound,
  visit: (head: Head, k: number, i: number, L: Float64Array, rows: number, first: number, root: number) => void,
): void {
  let first = 0
  heads.forEach((head, k) => {
    const { m, loss, outputs } = head
    const rows = loss.rows(m)
    const L = new Float64Array(m * m)
    const s = new Float64Array(m)
    for (let i = 0; i < part.count; i++) {
      const place = placeOf(part, i)
      loss.factor(outputs, i * m, m, lin.samples.targets[k], place, L, s)
      visit(head, k, i, L, rows, first, Math.sqrt(weightOf(head, lin.samples, place)))
    }
    first += rows
  })
}

/** Rows of J~ = √ω Lᵀ J a sample: G = J~ᵀJ~/N. */
export const rowsOf = ({ heads }: { readonly heads: readonly Pick<Head, 'loss' | 'm'>[] }): number =>
  heads.reduce((sum, { loss, m }) => sum + loss.rows(m), 0)

/** J~ᵀ u. */
export function rowsTransposed(sweeps: Sweeps, u: Float64Array): Float64Array {
  const q = rowsOf(sweeps.bind())
  sweeps.each((part, bound) => {
    const sum = new Float64Array(Math.max(...bound.heads.map(({ m }) => m)))
    eachFactor(sweeps, part, bound, (head, _k, i, L, rows, first, root) => {
      sum.fill(0)
      for (let r = 0; r < rows; r++)
        for (let a = 0; a < head.m; a++) sum[a] += u[placeOf(part, i) * q + first + r] * L[r * head.m + a]
      writeDelta(head, i, sum, 0, root)
    })
    sweeps.pullBack(part, bound)
  })
  return take(sweeps.vector('out'))
}

/** J~ v. */
export function rowProduct(sweeps: Sweeps, v: Float64Array): Float64Array {
  const q = rowsOf(sweeps.bind())
  const result = new Float64Array(sweeps.lin.samples.count * q)
  sweeps.vector('v').set(v)
  sweeps.each((part, bound) => {
    const tangents = sweeps.tangents(part, bound)
    eachFactor(sweeps, part, bound, ({ m }, k, i, L, rows, first, root) => {
      for (let r = 0; r < rows; r++) {
        let along = 0
        for (let a = 0; a < m; a++) along += L[r * m + a] * tangents[k][i * m + a]
        result[placeOf(part, i) * q + first + r] = root * along
      }
    })
  })
  return result
}

/** ∂l/∂z of every output of every sample, without weights: z − y of squared error; sample-major. */
export function outputResiduals(sweeps: Sweeps): Float64Array {
  const width = outputsOf(sweeps)
  const { samples } = sweeps.lin
  const result = new Float64Array(samples.count * width)
  sweeps.each((part, bound) => {
    eachHead(bound, ({ m, loss, outputs }, k, first) => {
      const r = new Float64Array(m)
      for (let i = 0; i < part.count; i++) {
        const place = placeOf(part, i)
        loss.gradient(outputs, i * m, m, samples.targets[k], place, r)
        result.set(r, place * width + first)
      }
    })
  })
  return result
}
