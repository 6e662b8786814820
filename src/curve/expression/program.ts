import type { Graph, Node } from './graph.js'
import { type Backward, type Forward, operations, plus } from './operations.js'

/** Points that a caller does well to ask for at once. */
export const BLOCK = 256

/** Numbers in the buffers of a program, so that what a sweep over a block touches stays in the cache of a core: 512 kB. */
const CACHE = 1 << 16
/** Points of a block at least, however large the program is: below, starting loops costs more than running them. */
const SMALLEST = 32

/** A loop of the values. Its places are those of scalars, or of blocks in units of the block's length. */
interface Step {
  readonly run: Forward
  readonly w: number
  readonly u: number
  readonly v: number
}

/** A term of the chain rule: adjoint g, times the slope of w by one operand, goes to adjoint d or a parameter's row. */
interface Edge extends Omit<Step, 'run'> {
  readonly run: Backward
  readonly g: number
  readonly d: number
  readonly isParameter: boolean
  /** The place of a slope that is the same at all points; −1 where each point has its own. */
  readonly slope: number
}

interface Copy {
  readonly from: number
  readonly to: number
}

const ONE = Float64Array.of(1)

/**
 * One output of a graph as loops over blocks of points, with exact derivatives by a reverse sweep.
 * Where a value has no finite slope, as a distance at its own point, |u| at 0, √u at 0 or asin at ±1, that slope counts
 * as 0; so do ∂u^c/∂c for u ≤ 0 and every slope of floor. min and max follow the branch taken, the first of equal ones.
 * Derivatives are thus never NaN where the value is finite. Values may be NaN or infinite: the caller refuses those.
 */
export class Program {
  readonly #parameters: number
  readonly #scalars: Float64Array
  readonly #slopes: Float64Array
  readonly #values: Float64Array
  readonly #adjoints: Float64Array
  readonly #block: number
  readonly #output: number
  readonly #adjointCount: number
  /** Parameter → scalar, column → block, scalar → block. */
  readonly #loads: Copy[] = []
  readonly #columns: Copy[] = []
  readonly #spreads: Copy[] = []
  readonly #scalarSteps: Step[] = []
  /** The length of blocks over which scalars of the parameters last seen are spread, 0 where they are not. */
  #spreadOver = 0
  #isFresh = true
  readonly #steps: Step[] = []
  readonly #edges: Edge[] = []

  /** @param parameters how many there are, also those that the output does not depend on */
  constructor(graph: Graph, output: Node, parameters: number) {
    this.#parameters = parameters
    const needed = graph.ancestry([output])
    const scalar = new Int32Array(output.id + 1)
    const block = new Int32Array(output.id + 1).fill(-1)
    const constants: Copy[] = []
    let scalars = 0
    let blocks = 0
    const blockOf = (node: Node) => {
      if (block[node.id] < 0) {
        block[node.id] = blocks++
        if (!node.varies) this.#spreads.push({ from: scalar[node.id], to: block[node.id] })
      }
      return block[node.id]
    }
    for (const node of needed) {
      const { kind, of, id, value, varies } = node
      if (!varies) scalar[id] = scalars++
      if (kind === 'constant') constants.push({ from: value, to: scalar[id] })
      else if (kind === 'parameter') this.#loads.push({ from: value, to: scalar[id] })
      else if (kind === 'column') this.#columns.push({ from: value, to: blockOf(node) })
      else {
        const place = varies ? blockOf : (at: Node) => scalar[at.id]
        const run = operations[kind].forward
        const steps = varies ? this.#steps : this.#scalarSteps
        steps.push({ run, w: place(node), u: place(of[0]), v: of.length > 1 ? place(of[1]) : 0 })
      }
    }
    this.#output = blockOf(output)
    this.#scalars = new Float64Array(scalars)
    for (const { from, to } of constants) this.#scalars[to] = from
    const { adjoints, slopes } = this.#differentiate(needed, scalar, block)
    this.#adjointCount = adjoints
    this.#slopes = new Float64Array(slopes)
    let length = BLOCK
    while (length > SMALLEST && length * (blocks + adjoints) > CACHE) length /= 2
    this.#block = length
    this.#values = new Float64Array(blocks * this.#block)
    this.#adjoints = new Float64Array(adjoints * this.#block)
  }

  /** Lays out the reverse sweep; the first adjoint is the output's. */
  #differentiate(needed: readonly Node[], scalar: Int32Array, block: Int32Array) {
    const uses = new Int32Array(block.length)
    for (const { of } of needed) for (const { id } of of) uses[id]++
    const adjoint = new Int32Array(block.length).fill(-1)
    let adjoints = 0
    let slopes = 0
    const output = needed[needed.length - 1]
    adjoint[output.id] = adjoints++
    const giveTo = ({ kind, id, value }: Node) => {
      const isParameter = kind === 'parameter'
      if (!isParameter && adjoint[id] < 0) adjoint[id] = adjoints++
      return { d: isParameter ? value : adjoint[id], isParameter }
    }
    if (output.kind === 'parameter')
      this.#edges.push({ run: plus, w: 0, u: 0, v: 0, g: 0, slope: -1, ...giveTo(output) })
    for (const { kind, id, of, varies } of [...needed].reverse()) {
      if (kind === 'constant' || kind === 'parameter' || kind === 'column') continue
      const place = varies ? block : scalar
      of.forEach((operand, which) => {
        if (!operand.moves) return
        const run = operations[kind].backward[which]
        // The adjoint of a lone summand is that of the sum.
        if (run === plus && uses[operand.id] === 1 && operand.kind !== 'parameter') adjoint[operand.id] = adjoint[id]
        else
          this.#edges.push({
            run,
            w: place[id],
            u: place[of[0].id],
            v: of.length > 1 ? place[of[1].id] : 0,
            g: adjoint[id],
            slope: varies ? -1 : slopes++,
            ...giveTo(operand),
          })
      })
    }
    return { adjoints, slopes }
  }

  /** out[i − from] = value at point i, from ≤ i < to; `columns[j][i]` is x of column j there. */
  values(p: Float64Array, columns: readonly Float64Array[], from: number, to: number, out: Float64Array): void {
    this.#evaluateScalars(p)
    for (let at = from; at < to; at += this.#block)
      this.#evaluate(columns, at, Math.min(this.#block, to - at), out, at - from)
  }

  /** As `values`; also J[k·stride + i − from] = ∂value/∂p_k at point i, for every parameter. J overlaps nothing else. */
  linearise(
    p: Float64Array,
    columns: readonly Float64Array[],
    from: number,
    to: number,
    out: Float64Array,
    J: Float64Array,
    stride: number,
  ): void {
    this.#evaluateScalars(p)
    this.#slopes.fill(0)
    for (const { run, w, u, v, slope } of this.#edges)
      if (slope >= 0) run(this.#slopes, slope, ONE, 0, this.#scalars, w, u, v, 1)
    for (let k = 0; k < this.#parameters; k++) fill(J, 0, k * stride, k * stride + to - from)
    for (let at = from; at < to; at += this.#block) {
      const n = Math.min(this.#block, to - at)
      this.#evaluate(columns, at, n, out, at - from)
      this.#sweep(n, J, stride, at - from)
    }
  }

  #evaluateScalars(p: Float64Array): void {
    const S = this.#scalars
    let isKnown = !this.#isFresh
    this.#isFresh = false
    for (const { from, to } of this.#loads) {
      isKnown &&= Object.is(S[to], p[from])
      S[to] = p[from]
    }
    if (isKnown) return
    this.#spreadOver = 0
    for (const { run, w, u, v } of this.#scalarSteps) run(S, w, u, v, 1)
  }

  #evaluate(columns: readonly Float64Array[], at: number, n: number, out: Float64Array, to: number): void {
    const V = this.#values
    // Blocks of the same length and the same parameters find the scalars where they were.
    if (n !== this.#spreadOver)
      for (const spread of this.#spreads) fill(V, this.#scalars[spread.from], spread.to * n, (spread.to + 1) * n)
    this.#spreadOver = n
    for (const load of this.#columns) {
      const column = columns[load.from]
      const place = load.to * n
      for (let i = 0; i < n; i++) V[place + i] = column[at + i]
    }
    for (const { run, w, u, v } of this.#steps) run(V, w * n, u * n, v * n, n)
    const place = this.#output * n
    for (let i = 0; i < n; i++) out[to + i] = V[place + i]
  }

  #sweep(n: number, J: Float64Array, stride: number, at: number): void {
    const A = this.#adjoints
    fill(A, 1, 0, n)
    fill(A, 0, n, this.#adjointCount * n)
    for (const { run, w, u, v, g, d, isParameter, slope } of this.#edges) {
      const D = isParameter ? J : A
      const place = isParameter ? d * stride + at : d * n
      if (slope < 0) run(D, place, A, g * n, this.#values, w * n, u * n, v * n, n)
      else scale(D, place, A, g * n, this.#slopes[slope], n)
    }
  }
}

/** For the few points of a small fit the method of arrays takes longer to be called than to fill. */
function fill(V: Float64Array, value: number, from: number, to: number): void {
  if (to - from > SMALLEST) V.fill(value, from, to)
  else for (let i = from; i < to; i++) V[i] = value
}

function scale(D: Float64Array, d: number, G: Float64Array, g: number, slope: number, n: number): void {
  for (let i = 0; i < n; i++) {
    const t = G[g + i] * slope
    if (t - t === 0) D[d + i] += t
  }
}
