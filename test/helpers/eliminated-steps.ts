import * as assert from 'uvu/assert'
import type { Model } from '../../src/index.js'
import { shapesOf } from '../../src/model/shapes.js'
import { constant } from '../../src/optim/schedule.js'
import { type Random, stream } from '../../src/random/index.js'
import { type DType, viewOf } from '../../src/runtime/dtype.js'
import type { Direction, Solved } from '../../src/step/direction.js'
import { openRun } from './open-run.js'

/** Samples of the batch. */
export const N = 11

export interface Case {
  readonly name: string
  readonly model: Model
  readonly weights?: boolean
  readonly weightDecay?: number
}

export const MOMENTUM = 0.9

/** The sizes of an output layer: m outputs, d columns below, `columns` with the bias, `hidden` parameters before it. */
export function sizesOf({ graph, params }: Model) {
  const shaped = shapesOf(graph)
  const { units: m, inputUnits, slots } = shaped.nodes[shaped.outputs[0]]
  const columns = slots.reduce((sum, { size }) => sum + size, 0) / m
  return {
    m,
    d: inputUnits[0],
    columns,
    hidden: params.length - columns * m,
    inputs: shaped.nodes[shaped.inputs[0]].units,
  }
}

/** What a step began with and what it did. */
export interface Seen {
  readonly x: number[][]
  /** Targets of all samples. */
  readonly y: ArrayLike<number>
  readonly weights: number[]
  readonly params: number[]
  readonly previous?: number[]
  readonly direction: number[]
  readonly said: Solved
  readonly step: number
  /** J d as a step of classes keeps it, before d is shortened; N · m. */
  readonly moved: number[]
}

/**
 * The first two steps at λ with the output layer eliminated, the second with momentum. `targets` draws those of N samples
 * of m outputs, as the run takes them.
 */
export async function eliminatedSteps(
  { model, weights = false, weightDecay = 0 }: Case,
  head: { loss: 'meanSquaredError' | 'softmaxCrossEntropy'; targets(random: Random, m: number): ArrayLike<number> },
  { sketch, lambda, dtype }: { sketch: number; lambda: number; dtype: DType },
): Promise<Seen[]> {
  const random = stream(3, 120)
  const { m, inputs } = sizesOf(model)
  const single = (value: number) => (dtype === 'float32' ? Math.fround(value) : value)
  const x = Array.from({ length: N }, () => Array.from({ length: inputs }, () => single(random.normal())))
  const y = head.targets(random, m)
  const omega = Array.from({ length: N }, (_, i) => (weights ? (i === 4 ? 0 : 0.5 + random.uniform()) : 1))
  const run = {
    graph: model.graph,
    params: Float64Array.from(model.params, (value, p) => single(value + 0.1 * Math.sin(p))),
    samples: {
      count: N,
      inputs: [Float64Array.from(x.flat())],
      targets: [y],
      ...(weights && { weights: Float64Array.from(omega) }),
    },
    heads: [{ loss: head.loss, weight: 1 }],
    optimizer: {
      method: 'smwGN' as const,
      rows: 'ggn' as const,
      outputLayer: 'eliminated' as const,
      sketch,
      gradientBatch: 'full' as const,
      curvatureBatch: N,
      curvatureFrom: 'gradientBatch' as const,
      solve: 'rows' as const,
      damping: { kind: 'constant' as const, lambda },
      learningRate: constant(1),
      momentum: MOMENTUM,
      klClip: 0,
      lossBound: 0,
      rejectBadSteps: false,
    },
    weightDecay,
    tags: [],
  }
  const { stepper, layout, workspace } = await openRun(run as never, dtype, lambda)
  // What the direction says of itself, beside where it lies.
  const { direction: of } = stepper as unknown as { direction: Direction }
  const solve = of.solve.bind(of)
  let said: Solved | undefined
  of.solve = start => {
    said = solve({ ...start, trial: true })
    return said
  }
  const room = layout.eliminated
  const moved = () =>
    room?.form === 'softmax' ? Array.from(viewOf(dtype, workspace.kernels.buffer, room.moved.at, N * m)) : []
  const seen: Seen[] = []
  let previous: number[] | undefined
  for (let step = 0; step < 2; step++) {
    const params = Array.from(workspace.vector(stepper.theta))
    assert.ok(stepper.step({ rate: 0.3, used: 0 }).accepted)
    const direction = Array.from(workspace.vector(layout.arrays.direction))
    seen.push({ x, y, weights: omega, params, previous, direction, said: said as Solved, step, moved: moved() })
    previous = direction
  }
  return seen
}
