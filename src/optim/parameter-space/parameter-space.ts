import { rowsPerSample } from '../../curvature/rows.js'
import type { Damping } from '../../damping/table.js'
import { parameterSpaceSizes } from '../../solve/parameter-space.js'
import { batchSamples } from '../batch.js'
import type { Kept, Method, Settled, Sizes, StateSpec } from '../method.js'
import type { Schedule } from '../schedule.js'
import type { Task } from '../task.js'

/** What steps in parameter space take of a method's options: (C + wI + λ diag D) v = −(g + wθ), P × P. */
export interface OnParameters extends Settled {
  readonly gradientBatch: number | 'full'
  /** Samples of C, at most those of the gradient. */
  readonly curvatureBatch: number
  readonly learningRate: Schedule
  readonly damping: Damping
  readonly rejectBadSteps: true
  /** C: the Gauss–Newton matrix, or the Hessian of the loss (default the former). */
  readonly curvature?: 'gaussNewton' | 'hessian'
  /** D: the largest diagonal of C in the run, or 1 (default). */
  readonly scaling?: 'maximum' | 'none'
}

/** A solved point, as a method shapes its step and judges it; vectors of P in float64. */
export interface Solution {
  readonly lambda: number
  /** w. */
  readonly decay: number
  /** g + wθ. */
  readonly gradient: Float64Array
  /** D, where it is not 1. */
  readonly scale?: Float64Array
  /** The step: −(C + wI + λ diag D)⁻¹ (g + wθ) until `shape` makes something else of it. */
  readonly v: Float64Array
  /** The last step that was taken, where the method keeps it and there was one. */
  readonly previous?: Float64Array
  /** Numbers that the method remembers. */
  readonly memory: Record<string, number>
  /** (C + wI + λ diag D)⁻¹ b in a new vector. */
  solve(b: Float64Array): Float64Array
  /** xᵀC x. */
  quadratic(x: Float64Array): number
  /** C x in a new vector. */
  times(x: Float64Array): Float64Array
  /** (1/N) Σ Jᵀ H z_vv in a new vector, z_vv the second derivative of the outputs along v. */
  bending(v: Float64Array): Float64Array
}

/** A step that was tried: objectives with the weight decay's part. */
export interface Tried {
  /** α. */
  readonly rate: number
  readonly before: number
  readonly after: number
  /** What the undamped model promised. */
  readonly predicted: number
  /** What the arithmetic cannot tell from 0, of the objective. */
  readonly rounding: number
  /** g + wθ at the end of the step over its batch, in a new vector. */
  gradientAfter(): Float64Array
}

export interface Verdict {
  readonly accepted: boolean
  /** Whether the step was taken for another reason than its model, which then says nothing of λ. */
  readonly aside?: boolean
  readonly lipschitz?: number
}

/** A method whose file holds what it makes of a solution and of a trial. */
export interface ParameterMethod<O extends OnParameters = OnParameters> extends Method<O> {
  /** Numbers that it remembers, at the start. */
  readonly memory?: Readonly<Record<string, number>>
  /** Makes of `v` what is tried. Returns whether λ was large enough for that. */
  shape?(settled: O, at: Solution): boolean
  judge(settled: O, tried: Tried, at: Solution): Verdict
  /** After a step was taken, or refused. */
  ended?(settled: O, accepted: boolean, at: Solution): void
}

/** Rows that are formed at a time, at most. */
const ROWS = 2048

/** Of one step: a gradient, C and its factor. */
function parameterFlops({ gradientBatch, curvatureBatch, curvature }: OnParameters, task: Task): number {
  const { parameters: P, heads } = task
  const gradient = 6 * batchSamples(gradientBatch, task) * P
  const ofSample = curvature === 'hessian' ? 10 : rowsPerSample('ggn', heads)
  return gradient + curvatureBatch * ofSample * P ** 2 + P ** 3 / 3
}

type Asked = Sizes & Pick<Task, 'heads'>

/** Samples whose rows are formed at a time. */
const chunkOf = ({ curvatureBatch }: OnParameters, { heads }: Asked): number =>
  Math.min(curvatureBatch, Math.max(1, Math.floor(ROWS / rowsPerSample('ggn', heads))))

export const parameterState = (names: readonly string[], { graph }: Sizes): StateSpec =>
  Object.fromEntries(names.map(name => [name, { length: graph.parameters, dtype: 'float64' }]))

function parameterRoom(settled: OnParameters, asked: Asked): StateSpec {
  const { graph, dtype, heads } = asked
  const q = rowsPerSample('ggn', heads)
  const vector = { length: graph.parameters, dtype }
  return {
    ...parameterSpaceSizes(dtype, graph.parameters, chunkOf(settled, asked) * q, q),
    direction: vector,
    probe: vector,
  }
}

export function parameterKept(settled: OnParameters, asked: Asked, tangents: boolean): Kept {
  const { graph, heads } = asked
  const bends = settled.curvature === 'hessian'
  const q = rowsPerSample('ggn', heads)
  return { samples: chunkOf(settled, asked), q, tangents, bends, widest: graph.parameters }
}

/** What all of them have in common. */
export const inParameterSpace = { steps: 'parameters', rate: 1, flops: parameterFlops, room: parameterRoom } as const
