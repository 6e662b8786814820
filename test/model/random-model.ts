import * as fc from 'fast-check'
import { model } from '../../src/model/build.js'
import { type Activation, activations, type Initialiser, initialisers, type Model } from '../../src/model/graph.js'
import { activation, dense } from '../../src/model/layer-specs.js'
import { add, concat, connect, input, type NodeSpec } from '../../src/model/node-specs.js'
import type { DType } from '../../src/runtime/dtype.js'

/** A model with what was counted while it was put together. */
export interface RandomModel {
  readonly model: Model
  readonly parameters: number
  readonly inputUnits: readonly number[]
  readonly outputUnits: readonly number[]
}

interface Step {
  readonly kind: 'dense' | 'activation' | 'add' | 'concat'
  /** Which earlier nodes to read, modulo their count. */
  readonly pick: readonly [number, number]
  readonly units: number
  readonly activation: Activation
  readonly bias: boolean
  readonly init: Initialiser
  readonly named: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('dense', 'activation', 'add', 'concat'),
  pick: fc.tuple(fc.nat(), fc.nat()),
  units: fc.integer({ min: 1, max: 6 }),
  activation: fc.constantFrom(...activations),
  bias: fc.boolean(),
  init: fc.constantFrom(...initialisers),
  named: fc.boolean(),
})

interface Built {
  readonly node: NodeSpec
  readonly units: number
}

/** A dense layer on every input, then the steps; what nothing reads is an output. */
function assemble(inputUnits: number[], steps: Step[], seed: number, dtype: DType): RandomModel {
  let parameters = 0
  let names = 0
  const read = new Set<NodeSpec>()
  const built: Built[] = []
  const push = (units: number, node: NodeSpec) => {
    for (const below of node.from) read.add(below)
    built.push({ node, units })
  }
  const pushDense = (below: Built, { units, activation, bias, init, named }: Step) => {
    parameters += below.units * units + (bias ? units : 0)
    push(
      units,
      connect(dense(units, activation, { bias, init, ...(named && { name: `näme ${names++}` }) }), below.node),
    )
  }
  const inputs = inputUnits.map(units => ({ node: input(units), units }))
  inputs.forEach((below, k) => {
    pushDense(below, { ...(steps[k] ?? steps[0]), units: (k % 3) + 1 })
  })
  for (const one of steps) {
    const [first, second] = one.pick.map(pick => built[pick % built.length])
    const equals = built.filter(({ units }) => units === first.units)
    const twin = equals[one.pick[1] % equals.length]
    if (one.kind === 'dense') pushDense(first, one)
    else if (one.kind === 'activation') push(first.units, connect(activation(one.activation), first.node))
    else if (one.kind === 'add') push(first.units, add(first.node, twin.node))
    else push(first.units + second.units, concat(first.node, second.node))
  }
  const outputs = built.filter(({ node }) => !read.has(node))
  return {
    model: model(
      inputs.map(({ node }) => node),
      outputs.map(({ node }) => node),
      { seed, dtype },
    ),
    parameters,
    inputUnits,
    outputUnits: outputs.map(({ units }) => units),
  }
}

export const randomModel: fc.Arbitrary<RandomModel> = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
    fc.array(step, { minLength: 1, maxLength: 12 }),
    fc.integer(),
    fc.constantFrom<DType>('float32', 'float64'),
  )
  .map(([units, steps, seed, dtype]) => assemble(units, steps, seed, dtype))
