import { rowsPerSample } from '../curvature/rows.js'
import { losses } from '../model/losses/table.js'
import { type ShapedGraph, shapesOf } from '../model/shapes.js'
import { type DeltaCache, reserveDeltas, reserveValues, type ValueCache } from '../model/sweep.js'
import { isSecondOrder, type SecondOrder } from '../optim/optimizer.js'
import { Arena } from '../runtime/arena.js'
import { sizeOf } from '../runtime/dtype.js'
import { scratchBytes } from '../runtime/scratch.js'
import { type ParameterSpaceRoom, reserveParameterSpace } from '../solve/parameter-space.js'
import { type RowSpaceRoom, reserveRowSpace } from '../solve/row-space.js'
import type { RunPlan } from './plan.js'

/** Samples that pass through the network at a time where more are asked for: at least, and at most. */
const CHUNK = [512, 4096] as const

/** Elements of the widest layer's values in a chunk: small layers take long chunks, or calls would cost more than work. */
const CHUNK_ELEMENTS = 2 ** 18

export type Side =
  | { readonly kind: 'rows'; readonly room: RowSpaceRoom }
  | { readonly kind: 'parameters'; readonly room: ParameterSpaceRoom }

/** Byte offsets of everything a run needs: nothing is allocated afterwards. */
export interface Layout {
  readonly graph: ShapedGraph
  /** Samples of one forward pass. */
  readonly chunk: number
  /** Parameters before and after a step, in turns. */
  readonly theta: readonly [number, number]
  readonly gradient: number
  /** Further parameter vectors of the method, by name. */
  readonly vectors: Readonly<Record<string, number>>
  readonly values: ValueCache
  readonly deltas: DeltaCache
  /** For losses at trial points and on validation samples: leaves the rows' caches alone. */
  readonly trial: ValueCache
  /** samples × widest node elements. */
  readonly work: number
  /** A chunk of float64 ones. */
  readonly ones: number
  /** Rows float64, for right-hand sides. */
  readonly rowVector: number
  readonly curvature?: Curvature
  /** Scratch of each thread. */
  readonly scratch: readonly number[]
  readonly bytes: number
  readonly pages: number
}

export interface Curvature {
  /** N2. */
  readonly samples: number
  readonly q: number
  readonly rows: number
  /** N2² elements. */
  readonly inner: number
  readonly side: Side
}

/** Names of the parameter vectors that a method keeps from step to step. */
export function vectorNames({ optimizer }: Pick<RunPlan, 'optimizer'>): readonly string[] {
  if (isSecondOrder(optimizer)) return optimizer.momentum > 0 ? ['previous'] : []
  return optimizer.method === 'adam' ? ['firstMoment', 'secondMoment'] : ['velocity']
}

/** Names of the parameter vectors that a step fills anew. */
function passingNames({ optimizer }: Pick<RunPlan, 'optimizer'>): readonly string[] {
  if (!isSecondOrder(optimizer)) return []
  return optimizer.rows === 'improvedEmpirical'
    ? ['direction', 'correction', 'substitute']
    : ['direction', 'correction']
}

const sizeOfBatch = (batch: number | 'full', samples: number) => (batch === 'full' ? samples : Math.min(batch, samples))

function curvatureOf(arena: Arena, plan: RunPlan, graph: ShapedGraph, optimizer: SecondOrder): Curvature {
  const heads = plan.heads.map(({ loss }, k) => ({ loss: losses[loss], m: graph.nodes[graph.outputs[k]].units }))
  const q = rowsPerSample(optimizer.rows, heads)
  const samples = optimizer.curvatureBatch
  const rows = samples * q
  const { parameters } = graph
  const rowSide = optimizer.solve === 'rows' || (optimizer.solve === 'auto' && rows <= parameters)
  const side: Side = rowSide
    ? { kind: 'rows', room: reserveRowSpace(arena, plan.dtype, rows) }
    : { kind: 'parameters', room: reserveParameterSpace(arena, plan.dtype, parameters, rows, q) }
  const inner = rowSide ? arena.reserve(samples * samples * sizeOf(plan.dtype)) : 0
  return { samples, q, rows, inner, side }
}

/** Lays out the memory of a run: a pure function of the plan, so a forecast and the run agree to the byte. */
export function layoutOf(plan: RunPlan): Layout {
  const { dtype, optimizer } = plan
  const arena = new Arena()
  const graph = shapesOf(plan.graph)
  const vector = () => arena.reserve(graph.parameters * sizeOf(dtype))
  const theta = [vector(), vector()] as const
  const gradient = vector()
  const names = [...vectorNames(plan), ...passingNames(plan)]
  const vectors = Object.fromEntries(names.map(name => [name, vector()]))
  const widest = Math.max(...graph.nodes.map(({ units }) => units))
  const longest = Math.min(Math.max(Math.floor(CHUNK_ELEMENTS / widest), CHUNK[0]), CHUNK[1])
  const chunk = Math.min(sizeOfBatch(optimizer.gradientBatch, plan.training.count), longest)
  const curvature = isSecondOrder(optimizer) ? curvatureOf(arena, plan, graph, optimizer) : undefined
  const samples = Math.max(chunk, curvature?.samples ?? 0)
  const values = reserveValues(arena, graph, dtype, samples, { slopes: true })
  const deltas = reserveDeltas(arena, graph, dtype, Math.max(chunk, curvature?.rows ?? 0))
  const trial = reserveValues(arena, graph, dtype, samples, { slopes: false })
  const work = arena.reserve(samples * widest * sizeOf(dtype))
  const rowVector = arena.reserve((curvature?.rows ?? 0) * 8)
  const ones = arena.reserve(samples * 8)
  const columns = Math.max(widest, curvature?.rows ?? 0, curvature?.side.kind === 'parameters' ? graph.parameters : 0)
  const bytesOfScratch = Math.max(scratchBytes(dtype, columns), scratchBytes('float64', columns))
  const scratch = Array.from({ length: plan.threads }, () => arena.reserve(bytesOfScratch))
  return {
    graph,
    chunk,
    theta,
    gradient,
    vectors,
    values,
    deltas,
    trial,
    work,
    ones,
    rowVector,
    curvature,
    scratch,
    bytes: arena.bytes,
    pages: arena.pages,
  }
}
