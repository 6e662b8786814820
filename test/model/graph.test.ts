import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkModel } from '../../src/model/check-model.js'
import { shapesOf } from '../../src/model/shapes.js'
import { summary } from '../../src/model/summary.js'
import { randomModel } from './random-model.js'

const runs = { seed: 3, numRuns: 300 }

test('random graphs: names are unique, every node follows those it reads', () => {
  fc.assert(
    fc.property(randomModel, ({ model: { graph } }) => {
      const seen = new Set<string>()
      for (const { name, from } of graph.nodes) {
        assert.not(seen.has(name), name)
        assert.ok(from.every(below => seen.has(below)))
        seen.add(name)
      }
      assert.ok([...graph.inputs, ...graph.outputs].every(name => seen.has(name)))
    }),
    runs,
  )
})

test('random graphs: widths and parameters are those counted while building, tensors fill the parameters', () => {
  fc.assert(
    fc.property(randomModel, ({ model, parameters, inputUnits, outputUnits }) => {
      const shapes = shapesOf(model.graph)
      assert.equal(
        shapes.inputs.map(at => shapes.nodes[at].units),
        inputUnits,
      )
      assert.equal(
        shapes.outputs.map(at => shapes.nodes[at].units),
        outputUnits,
      )
      assert.is(model.params.length, parameters)
      let end = 0
      for (const { offset, size, shape } of shapes.nodes.flatMap(({ slots }) => slots)) {
        assert.is(offset, end)
        assert.is(
          size,
          shape.reduce((a, b) => a * b, 1),
        )
        end += size
      }
      assert.is(end, parameters)
    }),
    runs,
  )
})

test('random graphs survive a structured clone, and the graph survives JSON', () => {
  fc.assert(
    fc.property(randomModel, ({ model }) => {
      const clone = structuredClone(model)
      assert.equal(clone, model)
      assert.is(checkModel(clone, 'test'), clone)
      const graph = JSON.parse(JSON.stringify(model.graph))
      assert.equal(graph, model.graph)
      checkModel({ graph, params: model.params }, 'test')
    }),
    runs,
  )
})

test("random graphs: summary's rows and total give the parameters, in at most 80 columns", () => {
  fc.assert(
    fc.property(randomModel, ({ model, parameters }) => {
      const lines = summary(model).split('\n')
      assert.is(lines.length, model.graph.nodes.length + 4)
      assert.ok(lines.every(line => line.length <= 80))
      const counts = lines.slice(2, -2).map(line => Number(line.split(' ').at(-1)))
      assert.is(
        counts.reduce((a, b) => a + b, 0),
        parameters,
      )
      assert.match(lines.at(-1) as string, new RegExp(`^${parameters} parameters`))
    }),
    runs,
  )
})

test.run()
