import type { Node } from '../../curve/expression/graph.js'
import type { Graph } from '../../model/graph.js'
import type { CoefficientsNode, ResidualNode } from '../../model/residual/nodes.js'
import type { Item, Tape } from '../../model/residual/tape.js'
import type { ShapedGraph } from '../../model/shapes.js'
import { type Channels, positionsOf } from '../../model/taylor/channels.js'
import { curves } from '../../model/taylor/curves.js'
import { type InputConstants, inRun, taylorGraph } from '../../model/taylor/graph.js'
import type { RecordedSet } from './record.js'
import { type Column, type Recording, refuse } from './symbols.js'

/** Names that no node of a model can have. */
const GIVEN = '/given'
const COEFFICIENTS = '/coefficients'
const RESIDUALS = '/residuals'

/** The columns that the sets' expressions read, each once. */
function columnsRead({ graph, columns }: Recording, sets: readonly RecordedSet[]): Column[] {
  const outputs = sets.flatMap(set => set.outputs)
  return graph.ancestry(outputs).flatMap(({ kind, value }) => (kind === 'column' ? [columns[value]] : []))
}

/** What the expressions ask of the network beside values. */
function channelsOf(read: readonly Column[]): Channels {
  const sums = new Map(read.flatMap(column => (column.kind === 'sum' ? [[column.axes.join(), column.axes]] : [])))
  const laplacians = [...sums.values()]
  const axes = read.flatMap(column => (column.kind === 'first' ? [column.axis] : []))
  const first = [...new Set([...axes, ...laplacians.flat()])].sort((a, b) => a - b)
  return { first, laplacians }
}

/** @throws WoodburyError BAD_OPTION for an activation without the derivatives that the expressions ask for */
function checkSmooth({ nodes }: Graph): void {
  for (const node of nodes)
    if ('activation' in node && !curves[node.activation])
      refuse(
        `"${node.name}" (${node.activation}) has no second derivative, which gradients and Laplacians of the network need. Use ${Object.keys(curves).slice(1).join(', ')}.`,
        { node: node.name, activation: node.activation },
      )
}

/** How many given columns each set reads, and which number each has in it. */
function givenOf(recording: Recording, { outputs }: RecordedSet): number[] {
  const read = columnsRead(recording, [{ outputs } as RecordedSet])
  return read.flatMap(column => (column.kind === 'given' ? [column.index] : []))
}

export interface RunGraph {
  readonly graph: Graph
  /** The given columns of each set. */
  readonly given: readonly (readonly number[])[]
  /** Columns of the node that says the set and carries them. */
  readonly givenUnits: number
  /** Residuals of a point. */
  readonly units: number
}

/**
 * The graph of a run on residuals: the points, the network with its derivatives, coefficients, and the residuals as the
 * only output, whose targets are 0.
 */
export function runGraph(
  model: Graph,
  shaped: ShapedGraph,
  constants: InputConstants,
  recording: Recording,
  sets: readonly RecordedSet[],
): RunGraph {
  const read = columnsRead(recording, sets)
  const channels = channelsOf(read)
  if (channels.first.length > 0) checkSmooth(model)
  const carried = taylorGraph(model, channels, constants)
  const given = sets.map(set => givenOf(recording, set))
  const givenUnits = 1 + Math.max(...given.map(({ length }) => length))
  const units = Math.max(...sets.map(({ outputs }) => outputs.length))
  const widths = shaped.outputs.map(k => shaped.nodes[k].units)
  const axes = shaped.inputs.reduce((sum, k) => sum + shaped.nodes[k].units, 0)
  const T = positionsOf(channels)
  const starts = widths.map((_, o) => axes + givenUnits + T * widths.slice(0, o).reduce((a, b) => a + b, 0))
  const total = axes + givenUnits + T * widths.reduce((a, b) => a + b, 0)
  const names = [...recording.coefficients.keys()]

  /** A channel of an output among the columns of a point. */
  const channel = (output: number, position: number): number => {
    let unit = output
    let node = 0
    while (unit >= widths[node]) unit -= widths[node++]
    return starts[node] + position * widths[node] + unit
  }
  const placeOf = (column: Column, set: number): number => {
    if (column.kind === 'x') return column.axis
    if (column.kind === 'given') return axes + 1 + given[set].indexOf(column.index)
    if (column.kind === 'coefficient') return total + column.index
    if (column.kind === 'value') return channel(column.output, 0)
    if (column.kind === 'first') return channel(column.output, 1 + channels.first.indexOf(column.axis))
    const sum = channels.laplacians.findIndex(among => among.join() === column.axes.join())
    return channel(column.output, 1 + channels.first.length + sum)
  }
  const tapes = sets.map(({ outputs }, set) =>
    tapeOf(recording, outputs, column => placeOf(recording.columns[column], set)),
  )
  const residual: ResidualNode = {
    kind: 'residual',
    name: RESIDUALS,
    from: [...model.inputs, GIVEN, ...carried.outputs, ...(names.length > 0 ? [COEFFICIENTS] : [])],
    units,
    given: model.inputs.length,
    tapes,
  }
  const coefficients: CoefficientsNode = { kind: 'coefficients', name: COEFFICIENTS, from: [], units: names.length }
  const graph = {
    nodes: [
      ...carried.nodes,
      { kind: 'input' as const, name: GIVEN, from: [], units: givenUnits },
      ...(names.length > 0 ? [inRun(coefficients)] : []),
      inRun(residual),
    ],
    inputs: [...model.inputs, GIVEN],
    outputs: [RESIDUALS],
  }
  return { graph, given, givenUnits, units }
}

/** Nodes of an expression as plain data, arguments first. */
function tapeOf({ graph }: Recording, outputs: readonly Node[], columnOf: (column: number) => number): Tape {
  const needed = graph.ancestry(outputs)
  const places = new Map(needed.map(({ id }, place) => [id, place]))
  const place = ({ id }: Node) => places.get(id) as number
  const items = needed.map(({ kind, value, of }): Item => {
    if (kind === 'constant') return ['constant', value]
    if (kind === 'column') return ['column', columnOf(value)]
    if (kind === 'parameter') throw new Error('coefficients of residuals are columns')
    return of.length > 1 ? [kind, place(of[0]), place(of[1])] : [kind, place(of[0])]
  })
  return { items, outputs: outputs.map(place) }
}
