import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkGraph } from '../../../src/model/check-graph.js'
import { type Cut, cutOf } from '../../../src/model/frozen/cut.js'
import { frozenParameters, trainedParameters, withTrained } from '../../../src/model/frozen/parameters.js'
import { type Graph, isFrozen, type Model } from '../../../src/model/graph.js'
import { shapesOf, trainedShapesOf } from '../../../src/model/shapes.js'
import { refuses } from '../../helpers/refuses.js'
import { outputs } from '../../reference/network.js'
import { randomModel } from '../random-model.js'

const dense = (name: string, from: string, trainable = true) =>
  ({
    kind: 'dense',
    name,
    from: [from],
    units: 2,
    activation: 'tanh',
    bias: true,
    init: 'auto',
    ...(!trainable && { trainable }),
  }) as const

const input = (name: string, units = 3) => ({ kind: 'input', name, from: [], units }) as const

const names = ({ nodes }: Graph) => nodes.map(({ name }) => name)

/** The dense layers of a random model whose place's bit is set are frozen, but not all of them. */
function frozenBy(mask: number, { graph, ...model }: Model): Model {
  const layers = graph.nodes.filter(({ kind }) => kind === 'dense')
  const chosen = layers.filter((_, k) => (mask >> (k % 16)) & 1)
  if (chosen.length === layers.length) chosen.pop()
  const nodes = graph.nodes.map(node =>
    chosen.includes(node) ? ({ ...node, trainable: false } as (typeof graph.nodes)[number]) : node,
  )
  return { ...model, graph: { ...graph, nodes } }
}

/** Parameters of a part of a model in the order of its own `shapesOf`, tensor by tensor by their names. */
function paramsOf(part: Graph, { graph, params }: Model): number[] {
  const known = new Map(
    shapesOf(graph)
      .nodes.flatMap(({ slots }) => slots)
      .map(slot => [slot.name, slot]),
  )
  return shapesOf(part).nodes.flatMap(({ slots }) =>
    slots.flatMap(({ name }) => {
      const slot = known.get(name)
      return slot ? Array.from(params.subarray(slot.offset, slot.offset + slot.size)) : []
    }),
  )
}

test('without frozen layers the graph stays as it is', () => {
  const graph: Graph = { nodes: [input('x'), dense('a', 'x')], inputs: ['x'], outputs: ['a'] }
  assert.is(cutOf(graph, 'fit').graph, graph)
})

test('what frozen layers at the bottom give is an input of what remains', () => {
  const nodes = [input('x'), dense('a', 'x', false), dense('b', 'a', false), dense('c', 'b')]
  const { graph, base, frozen } = cutOf({ nodes, inputs: ['x'], outputs: ['c'] }, 'fit')
  assert.equal(graph, { nodes: [input('b', 2), dense('c', 'b')], inputs: ['b'], outputs: ['c'] })
  assert.equal(base, { nodes: nodes.slice(0, 3), inputs: ['x'], outputs: ['b'] })
  assert.equal(frozen, ['a', 'b'])
})

test('a frozen layer above a trained one remains, as constants behind the parameters', () => {
  const nodes = [input('x'), dense('a', 'x'), dense('b', 'a', false), dense('c', 'b')]
  const { graph, base } = cutOf({ nodes, inputs: ['x'], outputs: ['c'] }, 'fit')
  assert.equal([names(graph), base], [['x', 'a', 'b', 'c'], undefined])
  const { parameters, constants, nodes: shapes } = trainedShapesOf(graph)
  assert.equal([parameters, constants], [8 + 6, 6])
  assert.equal([shapes[2].slots, shapes[2].constants.map(({ offset }) => offset)], [[], [0, 4]])
})

test('an input that trained layers read as well stays beside the features', () => {
  const nodes = [
    input('u'),
    input('x'),
    dense('a', 'x', false),
    { kind: 'concat', name: 'j', from: ['a', 'x'] } as const,
    dense('b', 'x'),
    dense('c', 'u'),
    { kind: 'add', name: 'z', from: ['b', 'c'] } as const,
    dense('d', 'j'),
  ]
  const { graph, base } = cutOf({ nodes, inputs: ['x', 'u'], outputs: ['z', 'd'] }, 'fit')
  assert.equal(graph.inputs, ['x', 'u', 'j'])
  assert.equal([names(base as Graph), base?.inputs, base?.outputs], [['x', 'a', 'j'], ['x'], ['j']])
})

test('an output of frozen layers alone remains, since its loss is asked for', () => {
  const nodes = [input('x'), dense('a', 'x', false), dense('w', 'a', false), dense('z', 'a')]
  const { graph, base } = cutOf({ nodes, inputs: ['x'], outputs: ['z', 'w'] }, 'fit')
  assert.equal([names(graph), base?.outputs], [['a', 'w', 'z'], ['a']])
})

test('what remains is a sound graph that computes what the model does, of any graph: to 1e-12', () => {
  let cuts = 0
  fc.assert(
    fc.property(randomModel, fc.nat(), ({ model }, mask) => {
      const whole = frozenBy(mask, model)
      const { graph, base }: Cut = cutOf(whole.graph, 'fit')
      for (const part of base ? [graph, base] : [graph]) {
        checkGraph(part, 'fit')
        shapesOf(part)
      }
      const units = shapesOf(whole.graph)
      const x = Object.fromEntries(
        whole.graph.inputs.map((name, k) => [
          name,
          Array.from({ length: units.nodes[units.inputs[k]].units }, (_, i) => Math.sin(3 * i + k)),
        ]),
      )
      const features: Record<string, number[]> = {}
      if (base) {
        cuts++
        assert.not(base.nodes.some(node => node.kind === 'dense' && !isFrozen(node)))
        const values = outputs(base, paramsOf(base, whole), x)
        let at = 0
        const shapes = shapesOf(base)
        base.outputs.forEach((name, k) => {
          const { units: width } = shapes.nodes[shapes.outputs[k]]
          features[name] = values.slice(at, at + width)
          at += width
        })
      }
      const rest = outputs(graph, paramsOf(graph, whole), { ...x, ...features })
      outputs(whole.graph, whole.params, x).forEach((value, k) => {
        assert.ok(Math.abs(value - rest[k]) <= 1e-12 * (1 + Math.abs(value)))
      })
    }),
    { seed: 23, numRuns: 300 },
  )
  assert.ok(cuts > 60, `${cuts}`)
})

test('trained and frozen parameters are the tensors of their layers, and go back where they were, bit for bit', () => {
  fc.assert(
    fc.property(randomModel, fc.nat(), ({ model }, mask) => {
      const whole = frozenBy(mask, model)
      const { graph, base } = cutOf(whole.graph, 'fit')
      const byName = (part: Graph, pick: 'slots' | 'constants', values: ArrayLike<number>) => {
        for (const node of trainedShapesOf(part).nodes)
          for (const { name, offset, size } of node[pick]) {
            const slot = shapesOf(whole.graph)
              .nodes.flatMap(({ slots }) => slots)
              .find(known => known.name === name)
            for (let k = 0; k < size; k++) assert.is(values[offset + k], whole.params[(slot?.offset ?? Number.NaN) + k])
          }
      }
      const trained = trainedParameters(whole)
      byName(graph, 'slots', trained)
      const constants = frozenParameters(whole, graph)
      byName(graph, 'constants', constants)
      if (base) byName(base, 'constants', frozenParameters(whole, base))
      const sizes = trainedShapesOf(graph)
      assert.equal([trained.length, constants.length], [sizes.parameters, sizes.constants])
      const plusOne = whole.params.map(value => value + 1)
      const moved = withTrained(whole, trained.map(value => value + 1) as typeof trained).params
      for (const { node, slots } of shapesOf(whole.graph).nodes)
        for (const { offset, size } of slots)
          for (let k = offset; k < offset + size; k++)
            assert.is(moved[k], isFrozen(node) ? whole.params[k] : plusOne[k])
    }),
    { seed: 24, numRuns: 100 },
  )
})

test('a model whose layers are all frozen has nothing to train', () =>
  refuses(
    () =>
      cutOf(
        { nodes: [input('x'), dense('a', 'x', false), dense('b', 'a', false)], inputs: ['x'], outputs: ['b'] },
        'fit',
      ),
    { code: 'BAD_MODEL', says: ['fit: every layer with parameters is frozen (a, b)', "unfreeze(model, 'b')"] },
  ))

test.run()
