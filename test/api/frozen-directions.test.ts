/** Steps through `fit` over random graphs with random layers frozen, against dense algebra over the others. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type FitOptions, fit, load, type Model, sgd, smwGN, smwNG } from '../../src/index.js'
import { shapesOf } from '../../src/model/shapes.js'
import { assertSame } from '../helpers/assert-close.js'
import { denseDirection, denseGradient, denseModel } from '../reference/direction.js'
import { distance } from '../reference/linear.js'
import { type RandomRun, randomRun } from '../reference/random-run.js'

const LAMBDA = 0.5
const RATE = 0.1
const MOMENTUM = 0.9

/** A random run as a model of which some layers are frozen, but not all; places of the parameters of both kinds. */
function frozenRun(seed: number) {
  const run: RandomRun = randomRun(seed)
  const layers = run.graph.nodes.filter(({ kind }) => kind === 'dense')
  const chosen = layers.filter((_, k) => ((1 + (seed % (2 ** layers.length - 2))) >> k) & 1)
  const nodes = run.graph.nodes.map(node => (chosen.includes(node) ? { ...node, trainable: false } : node))
  const places = (frozen: boolean) =>
    shapesOf(run.graph).nodes.flatMap(({ node, slots }) =>
      chosen.includes(node) === frozen
        ? slots.flatMap(({ offset, size }) => Array.from({ length: size }, (_, k) => offset + k))
        : [],
    )
  return {
    run,
    net: { graph: { ...run.graph, nodes }, params: run.params } as Model,
    trained: places(false),
    frozen: places(true),
    names: chosen.map(({ name }) => name),
  }
}

type FrozenRun = ReturnType<typeof frozenRun>

/** The last parameters of a run in float64 with these steps, whatever the run thinks of them. */
async function reached({ run, net }: FrozenRun, options: FitOptions) {
  const { graph, samples, heads, weightDecay } = run
  const byName = <T>(names: readonly string[], values: readonly T[]) =>
    Object.fromEntries(names.map((name, k) => [name, values[k]]))
  const matrix = (values: ArrayLike<number>) => ({
    data: Float64Array.from(values),
    shape: [samples.count, values.length / samples.count] as const,
  })
  const y = samples.targets.map(target => (target instanceof Int32Array ? target : matrix(target)))
  const data = {
    x: byName(graph.inputs, samples.inputs.map(matrix)),
    y: byName(graph.outputs, y),
    ...(samples.weights && { weights: samples.weights }),
  }
  const column = <T>(pick: (head: (typeof heads)[number]) => T) => byName(graph.outputs, heads.map(pick))
  const result = await fit(net, data, {
    loss: column(({ loss }) => loss),
    lossWeights: column(({ weight }) => weight),
    weightDecay,
    threads: 1,
    ...options,
  })
  return load(result.checkpoint).params
}

const whole = ({ run }: FrozenRun) => ({ start: 0, count: run.samples.count })

test('one step of 80 runs: the frozen stay, and the direction is the dense one of the others to 1e-9', async () => {
  const counts = { bottom: 0, middle: 0, output: 0, ggn: 0, empirical: 0 }
  for (let seed = 0; seed < 140; seed++) {
    const asked = frozenRun(seed)
    const { run, trained, frozen, names } = asked
    const { rows, solve } = run.optimizer
    if (rows !== 'ggn' && rows !== 'empirical') continue
    const options = {
      gradientBatch: 'full',
      curvatureBatch: run.samples.count,
      curvatureFrom: 'gradientBatch',
      damping: LAMBDA,
      solve,
      rejectBadSteps: false,
      lossBound: 0,
      learningRate: 1,
      momentum: 0,
    } as const
    const optimizer = rows === 'ggn' ? smwGN(options) : smwNG({ ...options, fisher: 'empirical' })
    const params = await reached(asked, { optimizer, steps: 1 })
    const dense = denseModel(run, run.params, whole(asked), whole(asked), 0)
    const left = <T extends { readonly J: number[][] }>(terms: readonly T[]) =>
      terms.map(term => ({ ...term, J: term.J.map(row => trained.map(p => row[p])) }))
    const reference = {
      loss: dense.loss,
      gradient: left(dense.gradient),
      follows: left(dense.follows),
      curvature: left(dense.curvature),
    }
    const start = trained.map(p => run.params[p])
    const expected = denseDirection(reference, start, LAMBDA, run.weightDecay)
    const error = distance(
      trained.map(p => params[p] - run.params[p]),
      expected,
    )
    assert.ok(error <= 1e-9, `seed ${seed}, frozen ${names}: ${error}, ${run.tags}`)
    assertSame(
      frozen.map(p => params[p]),
      frozen.map(p => run.params[p]),
    )
    counts[rows]++
    if (names.includes('a')) counts.bottom++
    else if (names.includes('b')) counts.middle++
    if (names.some(name => run.graph.outputs.includes(name))) counts.output++
  }
  assert.ok(
    Object.values(counts).every(count => count >= 12),
    JSON.stringify(counts),
  )
})

test('two steps of gradient descent with momentum over 40 runs are the dense ones to 1e-11', async () => {
  for (let seed = 0; seed < 40; seed++) {
    const asked = frozenRun(seed)
    const { run, trained, frozen, names } = asked
    const optimizer = sgd({ gradientBatch: 'full', learningRate: RATE, momentum: MOMENTUM })
    const params = await reached(asked, { optimizer, steps: 2 })
    const at = Float64Array.from(run.params)
    const velocity = new Float64Array(at.length)
    for (let step = 0; step < 2; step++) {
      const gradient = denseGradient(denseModel(run, at, whole(asked), whole(asked), step), at.length)
      for (const p of trained) velocity[p] = MOMENTUM * velocity[p] + gradient[p] + run.weightDecay * at[p]
      for (const p of trained) at[p] -= RATE * velocity[p]
    }
    const error = distance(
      trained.map(p => params[p]),
      trained.map(p => at[p]),
    )
    assert.ok(error <= 1e-11, `seed ${seed}, frozen ${names}: ${error}, ${run.tags}`)
    assertSame(
      frozen.map(p => params[p]),
      frozen.map(p => run.params[p]),
    )
  }
})

test.run()
