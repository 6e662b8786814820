import type { RowKind } from '../../src/curvature/rows.js'
import type { Samples } from '../../src/model/feed.js'
import { type Activation, activations, type Graph, type GraphNode } from '../../src/model/graph.js'
import type { HeadSpec } from '../../src/model/heads.js'
import { shapesOf } from '../../src/model/shapes.js'
import type { Smw } from '../../src/optim/rows/smw-options.js'
import { stream } from '../../src/random/index.js'
import { type PlainName, plainNames } from './losses.js'

/** A small random network, data and method; everything follows from the seed. */
export interface RandomRun {
  readonly graph: Graph
  readonly params: Float64Array
  readonly heads: (Omit<HeadSpec, 'loss'> & { readonly loss: PlainName })[]
  readonly samples: Samples
  readonly weightDecay: number
  readonly optimizer: Omit<Smw, 'damping'>
  /** What occurs in it, for counting. */
  readonly tags: string[]
}

const kinds: readonly RowKind[] = ['ggn', 'sampled', 'ggn', 'empirical', 'ggn', 'improvedEmpirical', 'sketched']
const relations = ['same', 'subset', 'independent', 'full'] as const

export function randomRun(seed: number): RandomRun {
  const random = stream(seed, 50)
  const pick = <T>(from: readonly T[]): T => from[random.below(from.length)]
  const flip = () => random.below(2) === 1
  const rows = kinds[seed % kinds.length]
  // The improved empirical Fisher's step is defined on the gradient's own samples only.
  const relation = rows === 'improvedEmpirical' ? 'same' : relations[Math.floor(seed / kinds.length) % relations.length]
  const graph = randomGraph(seed, pick, flip)
  const shapes = shapesOf(graph)
  const count = 7 + random.below(4)
  const outputs = shapes.outputs.map(k => shapes.nodes[k].units)
  const heads = outputs.map((m, k): RandomRun['heads'][number] => {
    const loss = plainNames[(seed + k) % plainNames.length]
    return { loss: m === 1 && loss === 'softmaxCrossEntropy' ? 'meanSquaredError' : loss, weight: k === 0 ? 1 : 0.7 }
  })
  const normals = (length: number) => Float64Array.from({ length }, () => random.normal())
  const targets = heads.map(({ loss }, k) => target(loss, outputs[k], count, random))
  const weighted = seed % 2 === 0
  const raw = Float64Array.from({ length: count }, () => 0.2 + random.uniform())
  const total = raw.reduce((a, b) => a + b)
  const batch = relation === 'full' ? ('full' as const) : 5 + random.below(2)
  const N1 = batch === 'full' ? count : batch
  const curvatureBatch = relation === 'same' ? N1 : 3 + random.below(2)
  const weightDecay = seed % 3 === 0 ? 0.03 : 0
  return {
    graph,
    params: Float64Array.from({ length: shapes.parameters }, () => 0.7 * random.normal()),
    heads,
    samples: {
      count,
      inputs: shapes.inputs.map(k => normals(count * shapes.nodes[k].units)),
      targets,
      ...(weighted && { weights: raw.map(weight => (weight * count) / total) }),
    },
    weightDecay,
    optimizer: {
      method: rows === 'ggn' || rows === 'sketched' ? 'smwGN' : 'smwNG',
      rows,
      gradientBatch: batch,
      curvatureBatch,
      curvatureFrom: relation === 'independent' ? 'independent' : 'gradientBatch',
      solve: pick(seed % 3 === 1 ? ['auto', 'rows'] : ['auto', 'rows', 'parameters']),
      learningRate: { kind: 'constant', rate: 1 },
      momentum: seed % 4 === 1 ? 0.9 : 0,
      klClip: 0,
      lossBound: 0,
      rejectBadSteps: false,
    },
    tags: [
      ...new Set([
        ...graph.nodes.map(({ kind }) => kind),
        ...heads.map(({ loss }) => loss),
        rows,
        relation,
        weighted ? 'weights' : 'no weights',
        weightDecay > 0 ? 'decay' : 'no decay',
        seed % 4 === 1 ? 'momentum' : 'no momentum',
        seed % 3 === 1 ? 'wide' : 'narrow',
      ]),
    ],
  }
}

function target(
  loss: PlainName,
  m: number,
  count: number,
  random: ReturnType<typeof stream>,
): Samples['targets'][number] {
  if (loss === 'softmaxCrossEntropy') return Int32Array.from({ length: count }, () => random.below(m))
  if (loss === 'sigmoidCrossEntropy') return Float64Array.from({ length: count * m }, () => random.below(2))
  return Float64Array.from({ length: count * m }, () => random.normal())
}

/** Two inputs, a skip connection by add or concat, an activation node, one or two heads. */
function randomGraph(seed: number, pick: <T>(from: readonly T[]) => T, flip: () => boolean): Graph {
  // Every third graph is wider than its batch, so that products go through the inner Gram.
  const wide = seed % 3 === 1
  const width = wide ? 6 : 2 + (seed % 3)
  const smooth: Activation[] = activations.filter(name => name !== 'relu' && name !== 'leakyRelu')
  const dense = (name: string, from: string, units: number, activation: Activation): GraphNode => ({
    kind: 'dense',
    name,
    from: [from],
    units,
    activation,
    bias: flip(),
    init: 'auto',
  })
  const nodes: GraphNode[] = [
    { kind: 'input', name: 'x', from: [], units: wide ? 13 : 2 + (seed % 2) },
    dense('a', 'x', width, pick(activations)),
    dense('b', 'a', width, pick(smooth)),
  ]
  let last = 'b'
  const join = (node: GraphNode) => {
    nodes.push(node)
    last = node.name
  }
  if (seed % 3 === 0) join({ kind: 'add', name: 'sum', from: ['a', 'b'] })
  if (seed % 4 === 0) join({ kind: 'activation', name: 'bend', from: [last], activation: pick(smooth) })
  if (seed % 5 === 0) {
    nodes.unshift({ kind: 'input', name: 'u', from: [], units: 2 })
    join({ kind: 'concat', name: 'wide', from: [last, 'u', 'a'] })
  }
  nodes.push(dense('z', last, seed % 7 === 0 ? 1 : 3, 'linear'))
  const outputs = ['z']
  if (seed % 6 === 1) {
    nodes.push(dense('w', 'a', 2, 'linear'))
    outputs.push('w')
  }
  return { nodes, inputs: nodes.filter(({ kind }) => kind === 'input').map(({ name }) => name), outputs }
}
