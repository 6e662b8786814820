import { rowsPerSample, spansGradient } from '../curvature/rows.js'
import { reserveInner, reserveThrough, type Through, throughLayers } from '../curvature/through.js'
import { dampingRule } from '../damping/table.js'
import { reserveSoftmax, type SoftmaxCache } from '../model/heads.js'
import { lossOf } from '../model/losses/table.js'
import { bendsByProduct } from '../model/second-order/bends.js'
import { type BendCache, reserveBends } from '../model/second-order/hessian-product.js'
import { type ShapedGraph, trainedShapesOf } from '../model/shapes.js'
import { type DeltaCache, reserveDeltas, reserveTangents, reserveValues, type ValueCache } from '../model/sweep.js'
import { hasRows } from '../optim/guards.js'
import type { Kept, StateSpec } from '../optim/method.js'
import { isEliminated } from '../optim/rows/eliminated.js'
import type { Smw } from '../optim/rows/smw-options.js'
import { sideOf } from '../optim/rows/step-flops.js'
import { methodOf } from '../optim/table.js'
import { sizeOf } from '../runtime/dtype.js'
import { sumsBytes } from '../runtime/kernel-calls.js'
import { Arena } from '../runtime/memory/arena.js'
import { scratchBytes } from '../runtime/memory/scratch.js'
import { type EffectiveRoom, effectiveRoom } from '../solve/effective.js'
import { type ParameterSpaceRoom, reserveParameterSpace } from '../solve/parameter-space.js'
import { type RowSpaceRoom, reserveRowSpace } from '../solve/row-space.js'
import { type EliminatedRoom, reserveEliminated } from './eliminated/reserve.js'
import { type EvidencePlan, evidencePlan } from './evidence/plan.js'
import type { StepPlan } from './plan.js'
import type { VariationalRoom } from './variational/room.js'

/** Samples that pass through the network at a time where more are asked for: at least, and at most. */
const CHUNK = [512, 4096] as const

/** Elements of the widest layer's values in a chunk: small layers take long chunks, or calls would cost more than work. */
const CHUNK_ELEMENTS = 2 ** 18

/** Bytes of training inputs up to which they are copied into linear memory, where kernels gather them in parallel. */
const RESIDENT_BYTES = 2 ** 24

export type Side =
  | { readonly kind: 'rows'; readonly room: RowSpaceRoom }
  | { readonly kind: 'parameters'; readonly room: ParameterSpaceRoom }

/** Byte offsets of everything a run needs: nothing is allocated afterwards. */
export interface Layout {
  readonly graph: ShapedGraph
  /** Samples of one forward pass. */
  readonly chunk: number
  /** Parameters before and after a step, in turns; the constants of the graph behind each. */
  readonly theta: readonly [number, number]
  readonly gradient: number
  /** What the method keeps from step to step, as a checkpoint holds it. */
  readonly state: StateSpec
  /** Where the method's arrays lie, kept ones and others, by name. */
  readonly arrays: Readonly<Record<string, number>>
  readonly values: ValueCache
  readonly softmax: SoftmaxCache
  readonly deltas: DeltaCache
  /** For losses at trial points and on validation samples: leaves the rows' caches alone. */
  readonly trial: ValueCache
  readonly trialSoftmax: SoftmaxCache
  /** Inputs of a training set that is small enough to lie in linear memory, and the places of a batch. */
  readonly resident?: { readonly inputs: readonly number[]; readonly places: number }
  /** Sums of the blocks of a pass over a parameter vector. */
  readonly sums: number
  /** samples × widest node elements. */
  readonly work: number
  /** Rows float64, for right-hand sides. */
  readonly rowVector: number
  readonly curvature?: Curvature
  /** Where the output layer is eliminated, in the place of `curvature`. */
  readonly eliminated?: EliminatedRoom
  /** Tangents of the batch in the cache, where the method wants products with the Gauss–Newton matrix. */
  readonly tangents?: readonly number[]
  /** What products with the Hessian need of it, where the method wants those. */
  readonly bends?: BendCache
  /** The batch whose values and δ a method keeps for itself. */
  readonly kept?: Kept
  /** Columns of the widest matrix that is multiplied or factored. */
  readonly columns: number
  /** Scratch of each thread. */
  readonly scratch: readonly number[]
  readonly evidence?: EvidenceRoom
  /** Where the objective is variational. */
  readonly variational?: VariationalRoom
  readonly bytes: number
  readonly pages: number
}

/** What an estimate of the evidence lies in, beside the memory of the run's steps. */
export interface EvidenceRoom {
  readonly plan: EvidencePlan
  readonly layout: Layout
  readonly effective: EffectiveRoom
}

export interface Curvature {
  /** N2. */
  readonly samples: number
  readonly q: number
  readonly rows: number
  readonly side: Side
  /** By node: the inner Gram of its values, shared where nobody goes through it; 0 where none is needed. */
  readonly inner: readonly number[]
  /** By node: the layers whose products with their inputs go through it. */
  readonly through: readonly (Through | undefined)[]
  /** δ of the batch's gradient, kept where the rows' products with it go through the inner Gram. */
  readonly gradientDeltas?: DeltaCache
  /** Whether the trial takes the first layers' new products from there. */
  readonly nearbyTrial: boolean
}

/** The losses of a run with the widths of their outputs. */
const headsOf = ({ heads }: StepPlan, graph: ShapedGraph) =>
  heads.map(({ loss }, k) => ({ loss: lossOf(loss), m: graph.nodes[graph.outputs[k]].units }))

/** Arrays that a run keeps from step to step: its method's, and walkers where it has such. */
export const stateOf = (plan: StepPlan, graph: ShapedGraph): StateSpec => {
  const { optimizer, dtype, training, variational } = plan
  const ofMethod = methodOf(optimizer).state(optimizer, { graph, dtype, samples: training.count })
  return variational ? { ...ofMethod, ...walkersOf(plan) } : ofMethod
}

/** Positions of the walkers, count × dimensions. */
export const walkersOf = ({ training, dtype }: Pick<StepPlan, 'training' | 'dtype'>) => ({
  walkers: { length: training.inputs[0].length, dtype },
})

const sizeOfBatch = (batch: number | 'full', samples: number) => (batch === 'full' ? samples : Math.min(batch, samples))

/** Products through the inner Gram: for the trial of a step in the span of the rows, or for the gradient's. */
function throughOf(plan: StepPlan, graph: ShapedGraph, optimizer: Smw, samples: number, N1: number) {
  const none = { layers: graph.nodes.map(() => false), purpose: undefined, nearby: false }
  const { curvatureFrom, gradientBatch, damping, momentum, smoothing } = optimizer
  // Rows in a metric have a Gram of their own.
  if (smoothing !== undefined) return none
  const same = N1 <= samples
  // Only a shuffled batch has random samples as its head.
  if (curvatureFrom !== 'gradientBatch' || (!same && gradientBatch === 'full')) return none
  const purpose = same && spansGradient(optimizer.rows) ? ('trial' as const) : ('cross' as const)
  const pure = momentum === 0 && plan.weightDecay === 0
  const rule = dampingRule(damping)
  const elsewhere = rule.onHoldout?.(damping)
  const nearby = pure && !elsewhere && (optimizer.rejectBadSteps || rule.needsTrial)
  if (purpose === 'trial' && !nearby) return none
  const layers = throughLayers(graph, { samples: N1, curvature: Math.min(samples, N1), purpose })
  return layers.includes(true) ? { layers, purpose, nearby } : none
}

function curvatureOf(arena: Arena, plan: StepPlan, graph: ShapedGraph, optimizer: Smw, chunk: number): Curvature {
  const { dtype } = plan
  const heads = headsOf(plan, graph)
  const q = rowsPerSample(optimizer.rows, heads)
  const samples = optimizer.curvatureBatch
  const rows = samples * q
  const { parameters } = graph
  if (sideOf(optimizer.solve, rows, parameters) === 'parameters') {
    const room = reserveParameterSpace(arena, dtype, parameters, rows, q)
    const none = graph.nodes.map(() => undefined)
    return { samples, q, rows, side: { kind: 'parameters', room }, inner: [], through: none, nearbyTrial: false }
  }
  const side: Side = { kind: 'rows', room: reserveRowSpace(arena, dtype, rows) }
  const N1 = sizeOfBatch(optimizer.gradientBatch, plan.training.count)
  const fits = N1 <= Math.max(chunk, samples)
  const { layers, purpose, nearby } = throughOf(plan, graph, optimizer, samples, fits ? N1 : Number.POSITIVE_INFINITY)
  const all = Math.max(samples, purpose ? N1 : 0)
  const inner = reserveInner(arena, graph, dtype, layers, { samples: all, curvature: samples })
  const through = reserveThrough(arena, graph, dtype, layers, all)
  const gradientDeltas = purpose === 'cross' ? reserveDeltas(arena, graph, dtype, all) : undefined
  return { samples, q, rows, side, inner, through, gradientDeltas, nearbyTrial: nearby }
}

/** Whether a layer that goes through its inner Gram reads inputs, which a step does not change. */
const startsFromInput = (graph: ShapedGraph, through: Curvature['through'], k: number): boolean =>
  through[k] !== undefined && graph.nodes[graph.nodes[k].from[0]].node.kind === 'input'

function residentOf(arena: Arena, { dtype, optimizer, training }: StepPlan, capacity: number): Layout['resident'] {
  const bytes = training.inputs.map(({ length }) => length * sizeOf(dtype))
  const small = bytes.reduce((sum, each) => sum + each, 0) <= RESIDENT_BYTES
  if (!small || optimizer.gradientBatch === 'full') return undefined
  return { inputs: bytes.map(each => arena.reserve(each)), places: arena.reserve(capacity * 4) }
}

function evidenceOf(arena: Arena, run: StepPlan): EvidenceRoom | undefined {
  const plan = evidencePlan(run)
  if (!plan) return undefined
  const layout = layoutOf(plan, arena)
  const { side, rows } = layout.curvature as Curvature
  const { inverse, product } = effectiveRoom(side.kind === 'rows' ? rows : layout.graph.parameters)
  return { plan, layout, effective: { inverse: arena.reserve(inverse * 8), product: arena.reserve(product * 8) } }
}

/** Lays out the memory of a run: a pure function of the plan, so a forecast and the run agree to the byte. */
export function layoutOf(plan: StepPlan, arena = new Arena()): Layout {
  const { dtype, optimizer } = plan
  const graph = trainedShapesOf(plan.graph)
  const vector = () => arena.reserve(graph.parameters * sizeOf(dtype))
  const withConstants = () => arena.reserve((graph.parameters + graph.constants) * sizeOf(dtype))
  const theta = [withConstants(), withConstants()] as const
  const gradient = vector()
  const sizes = { graph, dtype, samples: plan.training.count }
  const state = methodOf(optimizer).state(optimizer, sizes)
  const asked = { ...sizes, heads: headsOf(plan, graph) }
  const room = methodOf(optimizer).room?.(optimizer, asked)
  const arrays = Object.fromEntries(
    Object.entries({ ...state, ...room }).map(([name, { length, dtype: type }]) => [
      name,
      arena.reserve(length * sizeOf(type)),
    ]),
  )
  const widest = Math.max(...graph.nodes.map(({ units }) => units))
  const longest = Math.min(Math.max(Math.floor(CHUNK_ELEMENTS / widest), CHUNK[0]), CHUNK[1])
  const chunk = Math.min(sizeOfBatch(optimizer.gradientBatch, plan.training.count), longest)
  const closed = hasRows(optimizer) && isEliminated(optimizer)
  const eliminated = closed ? reserveEliminated(arena, dtype, graph, optimizer, plan.heads) : undefined
  const curvature = hasRows(optimizer) && !closed ? curvatureOf(arena, plan, graph, optimizer, chunk) : undefined
  const kept = methodOf(optimizer).kept?.(optimizer, asked)
  const samples = Math.max(chunk, curvature?.samples ?? 0, eliminated?.samples ?? 0, kept?.samples ?? 0)
  const products = graph.nodes.map(
    ({ node }, k) =>
      (!!curvature?.nearbyTrial && startsFromInput(graph, curvature.through, k)) ||
      (!!kept?.bends && bendsByProduct(node)),
  )
  const values = reserveValues(arena, graph, dtype, samples, { slopes: true, products })
  const softmax = reserveSoftmax(arena, graph, plan.heads, samples)
  const deltas = reserveDeltas(
    arena,
    graph,
    dtype,
    Math.max(chunk, curvature?.rows ?? 0, eliminated?.samples ?? 0, (kept?.samples ?? 0) * (kept?.q ?? 0)),
  )
  const tangents = kept?.tangents ? reserveTangents(arena, graph, dtype, samples) : undefined
  const bends = kept?.bends ? reserveBends(arena, graph, dtype, samples) : undefined
  const trial = reserveValues(arena, graph, dtype, samples, { slopes: false })
  const trialSoftmax = reserveSoftmax(arena, graph, plan.heads, samples)
  const sums = arena.reserve(sumsBytes(graph.parameters))
  const resident = residentOf(arena, plan, samples)
  const work = arena.reserve(samples * widest * sizeOf(dtype))
  const rowVector = arena.reserve((curvature?.rows ?? 0) * 8)
  const evidence = evidenceOf(arena, plan)
  const columns = Math.max(
    widest,
    evidence?.layout.columns ?? 0,
    curvature?.rows ?? 0,
    curvature?.side.kind === 'parameters' ? graph.parameters : 0,
    eliminated?.widest ?? 0,
    kept?.widest ?? 0,
  )
  const bytesOfScratch = Math.max(scratchBytes(dtype, columns), scratchBytes('float64', columns))
  const scratch = Array.from({ length: plan.threads }, () => arena.reserve(bytesOfScratch))
  return {
    graph,
    chunk,
    theta,
    gradient,
    state,
    arrays,
    values,
    softmax,
    deltas,
    trial,
    trialSoftmax,
    sums,
    resident,
    work,
    rowVector,
    curvature,
    eliminated,
    tangents,
    bends,
    kept,
    columns,
    scratch,
    evidence,
    bytes: arena.bytes,
    pages: arena.pages,
  }
}
