import { arrayOf, dtypeOf, type FloatArray } from '../runtime/dtype.js'
import { type GraphNode, isFrozen, type Model, type Standardization } from './graph.js'
import { type ShapedGraph, shapesOf } from './shapes.js'

/** Constants by input or output; none where a node's values are those of the data. */
export type Constants = Readonly<Record<string, Standardization>>

/** How the values of a node were written, by column, in terms of how they are to be: old = factor · new + shift. */
interface Affine {
  readonly factor: readonly number[]
  readonly shift: readonly number[]
}

/** Why a graph cannot take the new constants of a node. */
class NotExact extends Error {}

const fail = (node: GraphNode, why: string): never => {
  throw new NotExact(`${node.kind} "${node.name}" ${why}`)
}

const same = (units: number): Affine => ({ factor: Array(units).fill(1), shift: Array(units).fill(0) })

const close = (a: number, b: number) => Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b))

const equal = (a: Affine, b: Affine) =>
  a.factor.every((value, k) => close(value, b.factor[k])) && a.shift.every((value, k) => close(value, b.shift[k]))

const isSame = (map: Affine) => equal(map, same(map.factor.length))

/** x = m₀ + s₀ old = m₁ + s₁ new. */
function between(units: number, old?: Standardization, next?: Standardization): Affine {
  const { factor: ones, shift: noughts } = same(units)
  const [m0, s0] = [old?.mean ?? noughts, old?.scale ?? ones]
  const [m1, s1] = [next?.mean ?? noughts, next?.scale ?? ones]
  return { factor: s1.map((s, k) => s / s0[k]), shift: m1.map((m, k) => (m - m0[k]) / s0[k]) }
}

const isFree = (node: GraphNode) => node.kind === 'dense' && node.activation === 'linear' && !isFrozen(node)

const canShift = (node: GraphNode) => isFree(node) && node.kind === 'dense' && node.bias

/** Asks the nodes that make a node's values for them in another unit; dense layers without activation can give it. */
function demand(graph: ShapedGraph, k: number, map: Affine, asked: Map<number, Affine>): void {
  const { node, from, inputUnits } = graph.nodes[k]
  const before = asked.get(k)
  if (before && !equal(before, map)) fail(node, 'is read in two units')
  asked.set(k, map)
  if (node.kind === 'activation' && node.activation === 'linear') demand(graph, from[0], map, asked)
  if (node.kind === 'concat') {
    let first = 0
    from.forEach((below, i) => {
      const cut = (values: readonly number[]) => values.slice(first, first + inputUnits[i])
      demand(graph, below, { factor: cut(map.factor), shift: cut(map.shift) }, asked)
      first += inputUnits[i]
    })
  }
  if (node.kind === 'add') {
    const carrier = from.find(below => canShift(graph.nodes[below].node)) ?? from[0]
    const none = map.shift.map(() => 0)
    const shifted = (below: number, i: number) => below === carrier && from.indexOf(below) === i
    from.forEach((below, i) => {
      demand(graph, below, shifted(below, i) ? map : { ...map, shift: none }, asked)
    })
  }
}

/** The unit each node ends up in: as its inputs come and as it was asked. */
function settled(graph: ShapedGraph, given: ReadonlyMap<number, Affine>, asked: ReadonlyMap<number, Affine>): Affine[] {
  const maps: Affine[] = []
  graph.nodes.forEach(({ node, from, units }, k) => {
    const wanted = asked.get(k) ?? same(units)
    const below = from.map(at => maps[at])
    let map = same(units)
    if (node.kind === 'input') map = given.get(k) ?? map
    else if (isFree(node)) map = wanted
    else if (isFrozen(node)) {
      if (!isSame(below[0])) fail(node, 'is frozen')
    } else if (node.kind === 'activation') {
      if (node.activation === 'linear') map = below[0]
      else if (!isSame(below[0])) fail(node, 'bends what it reads')
    } else if (node.kind === 'concat')
      map = { factor: below.flatMap(({ factor }) => factor), shift: below.flatMap(({ shift }) => shift) }
    else if (node.kind === 'add') {
      const [{ factor }] = below
      if (below.some(other => !equal({ ...other, shift: factor }, { factor, shift: factor })))
        fail(node, 'adds what is in different units')
      map = { factor, shift: factor.map((_, c) => below.reduce((sum, { shift }) => sum + shift[c], 0)) }
    }
    if (asked.has(k) && !equal(map, wanted)) fail(node, 'cannot be written in another unit')
    maps.push(map)
  })
  return maps
}

/** W′ = diag(a) W diag(1/α), b′ = (b + c W − γ)/α for inputs in a, c and outputs in α, γ. */
function rewritten(params: FloatArray, graph: ShapedGraph, maps: readonly Affine[]): FloatArray {
  const wide = Float64Array.from(params)
  graph.nodes.forEach(({ node, from, slots, units, inputUnits }, k) => {
    if (node.kind !== 'dense' || isFrozen(node)) return
    const [kernel, bias] = slots
    const { factor: a, shift: c } = maps[from[0]]
    const { factor: alpha, shift: gamma } = maps[k]
    for (let unit = 0; unit < units; unit++) {
      let shift = -gamma[unit]
      for (let i = 0; i < inputUnits[0]; i++) {
        const at = kernel.offset + i * units + unit
        shift += c[i] * wide[at]
        wide[at] = (wide[at] * a[i]) / alpha[unit]
      }
      if (bias) wide[bias.offset + unit] = (wide[bias.offset + unit] + shift) / alpha[unit]
      else if (shift !== 0) fail(node, 'has no bias')
    }
  })
  const result = arrayOf(dtypeOf(params), wide.length)
  result.set(wide)
  if (!result.every(Number.isFinite)) throw new NotExact(`the parameters would leave ${dtypeOf(params)}`)
  return result
}

function withConstants(model: Model, graph: ShapedGraph, next: Constants): FloatArray {
  const old = model.standardization ?? {}
  const mapOf = (k: number) => {
    const { node, units } = graph.nodes[k]
    return between(units, old[node.name], next[node.name])
  }
  const asked = new Map<number, Affine>()
  for (const k of graph.outputs) demand(graph, k, mapOf(k), asked)
  const given = new Map(graph.inputs.map(k => [k, mapOf(k)]))
  return rewritten(model.params, graph, settled(graph, given, asked))
}

/**
 * The parameters with which a model computes under new constants what it computes under its own: the change of units is
 * folded into the dense layers that read the inputs or give the outputs. Constants that a graph cannot take in exactly,
 * because a bent or shared value would have to change, stay; `kept` says which and why.
 */
export function reExpress(
  model: Model,
  next: Constants,
): { params: FloatArray; constants: Constants; kept: readonly { name: string; why: string }[] } {
  const graph = shapesOf(model.graph)
  const kept: { name: string; why: string }[] = []
  let constants: Constants = model.standardization ?? {}
  let params = model.params
  for (const name of [...model.graph.inputs, ...model.graph.outputs]) {
    const { [name]: _, ...others } = constants
    const tried = next[name] ? { ...others, [name]: next[name] } : others
    try {
      params = withConstants(model, graph, tried)
      constants = tried
    } catch (error) {
      if (!(error instanceof NotExact)) throw error
      kept.push({ name, why: error.message })
    }
  }
  return { params, constants, kept }
}
