import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Gatherer, range } from '../../../src/model/feed.js'
import { frozenParameters, trainedParameters } from '../../../src/model/frozen/parameters.js'
import { isFrozen } from '../../../src/model/graph.js'
import { shapesOf, trainedShapesOf } from '../../../src/model/shapes.js'
import { forward, reserveTangents, reserveValues, sitesOf, tangent } from '../../../src/model/sweep.js'
import { InlineExecutor } from '../../../src/runtime/executor.js'
import { Kernels } from '../../../src/runtime/kernels.js'
import { Arena } from '../../../src/runtime/memory/arena.js'
import { createMemory } from '../../../src/runtime/memory/create-memory.js'
import { scratchBytes } from '../../../src/runtime/memory/scratch.js'
import { instantiateKernels } from '../../../src/runtime/wasm/instantiate.js'
import { trainingKernels } from '../../../src/runtime/wasm/training-kernels.js'
import { jacobian } from '../../reference/network.js'
import { randomRun } from '../../reference/random-run.js'

test('over 60 graphs, tangents pass through frozen layers and have no part of them: J v to 1e-12', async () => {
  const module = await trainingKernels.module('plain')
  for (let seed = 0; seed < 60; seed++) {
    const run = randomRun(seed)
    const frozen = seed % 2 === 0 ? ['b'] : ['b', 'z']
    const nodes = run.graph.nodes.map(node => (frozen.includes(node.name) ? { ...node, trainable: false } : node))
    const net = { graph: { ...run.graph, nodes: nodes as typeof run.graph.nodes }, params: run.params }
    const graph = trainedShapesOf(net.graph)
    const arena = new Arena()
    const theta = arena.reserve((graph.parameters + graph.constants) * 8)
    const v = arena.reserve(graph.parameters * 8)
    const { count } = run.samples
    const cache = reserveValues(arena, graph, 'float64', count, { slopes: true })
    const tangents = reserveTangents(arena, graph, 'float64', count)
    const scratch = arena.reserve(scratchBytes('float64', 64))
    const memory = createMemory(arena.pages)
    const exports = instantiateKernels(module, memory, 'plain')
    const kernels = new Kernels(new InlineExecutor(memory, exports, 'plain', scratch), 'float64')
    const view = (at: number, length: number) => new Float64Array(memory.buffer, at, length)
    view(theta, graph.parameters).set(trainedParameters(net))
    view(theta + 8 * graph.parameters, graph.constants).set(frozenParameters(net, net.graph))
    view(v, graph.parameters).forEach((_, p, all) => {
      all[p] = Math.cos(3 * p)
    })
    const sites = sitesOf(kernels, graph, cache)
    new Gatherer(kernels, graph, cache).gather(run.samples, range(0, count))
    forward(graph, sites, theta, count)
    // Nothing of the first is left.
    tangent(graph, sites, tangents, theta, theta, count)
    tangent(graph, sites, tangents, theta, v, count)
    const trained = shapesOf(run.graph).nodes.flatMap(({ slots }, k) =>
      isFrozen(nodes[k] as (typeof run.graph.nodes)[number])
        ? []
        : slots.flatMap(({ offset, size }) => Array.from({ length: size }, (_, p) => offset + p)),
    )
    for (let i = 0; i < count; i++) {
      const inputs = Object.fromEntries(
        run.graph.inputs.map((name, k) => {
          const units = run.samples.inputs[k].length / count
          return [name, Array.from(run.samples.inputs[k].subarray(i * units, (i + 1) * units))]
        }),
      )
      const ours = graph.outputs.flatMap(k => {
        const { units } = graph.nodes[k]
        return Array.from(view(tangents[k] + 8 * i * units, units))
      })
      jacobian(run.graph, run.params, inputs).forEach((row, a) => {
        const exact = trained.reduce((sum, p, at) => sum + row[p] * Math.cos(3 * at), 0)
        assert.ok(Math.abs(ours[a] - exact) <= 1e-12 * (1 + Math.abs(exact)), `${seed}: ${ours[a]} for ${exact}`)
      })
    }
  }
})

test.run()
