import { rowsPerSample } from '../../curvature/rows.js'
import { type Batch, placeOf } from '../../model/feed.js'
import { type Head, weightOf, writeDelta } from '../../model/heads.js'
import type { Products } from '../../optim/matrix-free/products.js'
import type { StepPlan } from '../plan.js'
import type { Workspace } from '../workspace.js'

/** Sample i of head k: its rows, row a of L one of them, from `row` on; root: √ω. */
interface FactorAt {
  readonly k: number
  readonly i: number
  readonly m: number
  readonly row: number
  readonly rows: number
  readonly root: number
  readonly L: Float64Array
  readonly rhs: Float64Array
}

/** Products of one batch, whose values lie in the cache, at one θ. */
export class BatchProducts implements Products {
  #theta = 0
  #batch: Batch = { start: 0, count: 0 }
  readonly #q: number
  /** Whose outputs the losses are linearised at. */
  #heads: readonly Head[]

  constructor(
    readonly plan: StepPlan,
    readonly workspace: Workspace,
  ) {
    this.#q = rowsPerSample('ggn', workspace.heads)
    this.#heads = workspace.heads
  }

  /** Goes on to the batch that the cache holds now. */
  begin(theta: number, batch: Batch): void {
    this.#theta = theta
    this.#batch = batch
  }

  get kernels() {
    return this.workspace.kernels
  }

  get float64() {
    return this.workspace.float64
  }

  get executor() {
    return this.workspace.executor
  }

  get dtype() {
    return this.plan.dtype
  }

  get seed() {
    return this.plan.seed
  }

  get count() {
    return this.workspace.layout.graph.parameters
  }

  get arrays() {
    return this.workspace.layout.arrays
  }

  get rows() {
    return this.#batch.count * this.#q
  }

  multiply(v: number, out: number): number {
    return this.workspace.alongCurvature(this.#theta, v, this.plan.training, this.#batch, out)
  }

  /** vᵀG v. */
  along(v: number): number {
    return this.workspace.alongCurvature(this.#theta, v, this.plan.training, this.#batch)
  }

  linearise(s: number, d?: number): void {
    const { workspace } = this
    this.#heads = d === undefined ? workspace.heads : workspace.movedHeads(this.#theta, d, this.#batch)
    const S = this.#view(s)
    this.#eachFactor(({ row, rows, root, rhs }) => {
      for (let a = 0; a < rows; a++) S[row + a] = root === 0 ? 0 : root * rhs[a]
    })
  }

  apply(v: number, x: number): void {
    const images = this.workspace.images(this.#theta, v, this.#batch)
    const X = this.#view(x)
    this.#eachFactor(({ k, i, m, row, rows, root, L }) => {
      for (let a = 0; a < rows; a++) {
        let sum = 0
        for (let b = 0; b < m; b++) sum += L[a * m + b] * images[k][i * m + b]
        X[row + a] = root === 0 ? 0 : root * sum
      }
    })
  }

  applyTransposed(x: number, out: number): void {
    const { workspace } = this
    const X = this.#view(x)
    const Lx = new Float64Array(Math.max(...workspace.heads.map(({ m }) => m)))
    const scale = 1 / this.#batch.count
    this.#eachFactor(({ k, i, m, row, rows, root, L }) => {
      Lx.fill(0)
      for (let a = 0; a < rows; a++) for (let b = 0; b < m; b++) Lx[b] += L[a * m + b] * X[row + a]
      writeDelta(workspace.heads[k], i, Lx, 0, scale * root)
    })
    workspace.pullBack(this.#theta, this.#batch, out)
  }

  #view(x: number): Float64Array {
    return new Float64Array(this.kernels.buffer, x, this.rows)
  }

  /** The factor of every sample of every head in turn; made anew each time, which costs as much as a product with it. */
  #eachFactor(visit: (at: FactorAt) => void): void {
    const batch = this.#batch
    const { training } = this.plan
    let first = 0
    this.#heads.forEach((head, k) => {
      const { m, loss, outputs } = head
      const rows = loss.rows(m)
      const L = new Float64Array(m * m)
      const rhs = new Float64Array(m)
      for (let i = 0; i < batch.count; i++) {
        const place = placeOf(batch, i)
        loss.factor(outputs, i * m, m, training.targets[k], place, L, rhs)
        visit({ k, i, m, row: i * this.#q + first, rows, root: Math.sqrt(weightOf(head, training, place)), L, rhs })
      }
      first += rows
    })
  }
}
