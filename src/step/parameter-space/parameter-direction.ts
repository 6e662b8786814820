import { type Batch, slice } from '../../model/feed.js'
import type { OnParameters, ParameterMethod, Solution } from '../../optim/parameter-space/parameter-space.js'
import { PURPOSE, stream } from '../../random/index.js'
import { ParameterSpace, type ParameterSpaceRoom } from '../../solve/parameter-space.js'
import { norm } from '../../vectors.js'
import { drawSamples } from '../batches.js'
import type { Direction, Estimate, Solved, Start } from '../direction.js'
import type { ParameterPair } from '../parameters.js'
import type { StepRun } from '../step.js'
import { bendingAlong } from './bending.js'
import { hessianMatrix } from './hessian-matrix.js'
import { normalMatrix } from './normal-matrix.js'

/** D_j is at least this share of the largest: weights of a dead unit have no curvature. */
const LEAST_SCALE = 1e-8

export interface ParameterEstimate extends Estimate {
  /** S2. */
  readonly curvature: Batch
}

/** The direction of the methods in parameter space: C once for each point, a factor and a solve for each λ, then what the method makes of it. */
export class ParameterDirection implements Direction<ParameterEstimate> {
  readonly system: ParameterSpace
  #memory: Record<string, number>
  #solution: Solution | undefined
  readonly #gradient: Float64Array
  readonly #v: Float64Array
  readonly #shifts: Float64Array | undefined
  readonly #scale: Float64Array | undefined
  readonly #previous: Float64Array | undefined

  constructor(
    readonly run: StepRun,
    readonly optimizer: OnParameters,
    readonly method: ParameterMethod,
  ) {
    const { kernels, float64, clock, layout } = run.workspace
    const { arrays, graph, state } = layout
    const { parameters: P } = graph
    const { normal, factor, block, solution } = arrays
    const room: ParameterSpaceRoom = { normal, factor, block, solution }
    this.system = new ParameterSpace(kernels, float64, clock, room, P)
    this.#memory = { ...method.memory }
    this.#gradient = new Float64Array(P)
    this.#v = new Float64Array(P)
    const kept = (name: string) => (state[name] ? new Float64Array(kernels.buffer, arrays[name], P) : undefined)
    this.#previous = kept('previous')
    if (optimizer.scaling === 'maximum') {
      this.#scale = kept('scale')
      this.#shifts = new Float64Array(P)
    }
    if (this.#previous) this.#memory.hasPrevious = 0
  }

  get parameters(): ParameterPair {
    return this.run.parameters
  }

  /** What the last solve came to. */
  get solution(): Solution {
    if (!this.#solution) throw new Error('a trial before a solve')
    return this.#solution
  }

  prepare(theta: number, S1: Batch, draw: number): ParameterEstimate {
    const { plan, workspace } = this.run
    const { kernels, layout } = workspace
    const { gradient, graph } = layout
    const loss = workspace.gradient(theta, plan.training, S1, gradient)
    const curvature = this.#drawn(S1, draw)
    const matrix = this.optimizer.curvature === 'hessian' ? hessianMatrix : normalMatrix
    matrix(workspace, plan, this.system, theta, curvature)
    this.#grow()
    const w = workspace.decay.weight
    const size = kernels.sumSquares(theta, graph.parameters)
    const residualNorm = Math.sqrt(Math.max(2 * loss.value + w * size, 0))
    const gradientNorm = norm(this.#objectiveGradient(theta, gradient))
    return { batch: S1, loss, cached: false, held: curvature.count, gradientNorm, residualNorm, curvature }
  }

  solve({ theta, lambda, estimate }: Start<ParameterEstimate>): Solved | undefined {
    const { workspace } = this.run
    const { kernels, layout } = workspace
    const { gradient, graph, arrays } = layout
    const { system } = this
    const w = workspace.decay.weight
    const g = this.#objectiveGradient(theta, gradient)
    const shifts = this.#shifts
    const D = this.#scale
    if (shifts && D) for (let p = 0; p < shifts.length; p++) shifts[p] = lambda * D[p]
    if (system.factor(shifts ? w : w + lambda, shifts) >= 0) return undefined
    const at = this.#at(theta, lambda, estimate)
    this.#solution = at
    const v = at.v
    v.set(at.solve(g))
    for (let p = 0; p < v.length; p++) v[p] = -v[p]
    if (this.method.shape?.(this.optimizer, at) === false) return undefined
    workspace.vector(arrays.direction).set(v)
    const slope = kernels.dot(gradient, arrays.direction, graph.parameters)
    return { slope, curvature: at.quadratic(v), norm: norm(v), exact: false }
  }

  /** g + wθ in float64. */
  #objectiveGradient(theta: number, gradient: number): Float64Array {
    const { workspace } = this.run
    const from = workspace.vector(gradient)
    const at = workspace.vector(theta)
    const w = workspace.decay.weight
    for (let p = 0; p < from.length; p++) this.#gradient[p] = from[p] + w * at[p]
    return this.#gradient
  }

  #at(theta: number, lambda: number, estimate: ParameterEstimate): Solution {
    const { system } = this
    return {
      lambda,
      decay: this.run.workspace.decay.weight,
      gradient: this.#gradient,
      scale: this.#scale,
      v: this.#v,
      previous: this.#memory.hasPrevious === 1 ? this.#previous : undefined,
      memory: this.#memory,
      solve(b) {
        system.solution.set(b)
        system.solveFactored()
        return system.solution.slice()
      },
      quadratic(x) {
        system.solution.set(x)
        return system.quadratic()
      },
      times: x =>
        x.map((_, row) =>
          x.reduce((sum, value, c) => sum + value * system.element(Math.max(row, c), Math.min(row, c)), 0),
        ),
      bending: v => bendingAlong(this.run, theta, v, estimate.curvature),
    }
  }

  /** D ← the larger of D and the diagonal of C. */
  #grow(): void {
    const D = this.#scale
    if (!D) return
    let most = 0
    for (let p = 0; p < D.length; p++) {
      D[p] = Math.max(D[p], this.system.element(p, p))
      most = Math.max(most, D[p])
    }
    for (let p = 0; p < D.length; p++) D[p] = Math.max(D[p], LEAST_SCALE * most)
  }

  #drawn(S1: Batch, draw: number): Batch {
    const { plan } = this.run
    const { curvatureBatch } = this.optimizer
    if (S1.count <= curvatureBatch) return S1
    // S1 of a part is in random order, so its head is a random subset.
    if (S1.places) return slice(S1, 0, curvatureBatch)
    return drawSamples(stream(plan.seed, PURPOSE.curvatureBatch, draw), plan.training.count, curvatureBatch)
  }

  taken(): void {
    this.#end(true)
    if (!this.#previous) return
    this.#previous.set(this.#v)
    this.#memory.hasPrevious = 1
  }

  refused(): void {
    this.#end(false)
  }

  #end(accepted: boolean): void {
    if (this.#solution) this.method.ended?.(this.optimizer, accepted, this.#solution)
  }

  counters(): Record<string, number> {
    return { ...this.#memory }
  }

  restore(counters: Readonly<Record<string, number>>): void {
    this.#memory = { ...counters }
  }
}
