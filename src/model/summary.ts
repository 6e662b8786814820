import { dtypeOf } from '../runtime/dtype.js'
import { checkModel } from './check-model.js'
import { type GraphNode, isFrozen, type Model } from './graph.js'
import { shapesOf, trainedShapesOf } from './shapes.js'

const WIDEST = 16
const header = ['node', 'layer', 'reads', 'units', 'parameters']
/** Text columns stand left, numbers right. */
const numeric = 3

const short = (text: string, width: number) => (text.length > width ? `${text.slice(0, width - 1)}…` : text)
const count = (n: number) => n.toLocaleString('en-US')

const layerText = (node: GraphNode) => {
  const kind = 'activation' in node ? `${node.kind} ${node.activation}` : node.kind
  return isFrozen(node) ? `${kind} frozen` : kind
}

/**
 * A table of a model's nodes, with the units, the parameters of each and the total, trained and frozen; at most 80 columns
 * wide.
 * @throws WoodburyError BAD_MODEL
 */
export function summary(model: Model): string {
  const { graph, params } = checkModel(model, 'summary')
  const { nodes, parameters } = shapesOf(graph)
  const rows = nodes.map(({ node, units, slots }) => [
    short(node.name, WIDEST),
    layerText(node),
    short(node.from.join(', '), WIDEST - 4),
    String(units),
    count(slots.reduce((sum, { size }) => sum + size, 0)),
  ])
  const table = [header, ...rows]
  const widths = header.map((_, k) => Math.max(...table.map(row => row[k].length)))
  const lines = table.map(row =>
    row.map((cell, k) => (k < numeric ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))).join('  '),
  )
  const rule = '-'.repeat(lines[0].length)
  const { parameters: trained, constants } = trainedShapesOf(graph)
  const parts = constants > 0 ? ` (${count(trained)} trained, ${count(constants)} frozen)` : ''
  const total = `${count(parameters)} parameters${parts}, ${dtypeOf(params)}, ${count(params.byteLength)} bytes`
  return [lines[0], rule, ...lines.slice(1), rule, total].join('\n')
}
