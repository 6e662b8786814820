import { Digest } from '../../io/digest.js'
import { takeModel } from '../../model/check-model.js'
import type { Samples } from '../../model/feed.js'
import type { Model } from '../../model/graph.js'
import { lossOf } from '../../model/losses/table.js'
import { shapesOf } from '../../model/shapes.js'
import { checkedOptimizer } from '../../optim/check-optimizer.js'
import { spring } from '../../optim/row-presets/spring.js'
import { methodOf } from '../../optim/table.js'
import type { Task } from '../../optim/task.js'
import { arraysOf } from '../../place/own.js'
import type { RunPlan } from '../../place/plan.js'
import { placeOf } from '../../place/threads.js'
import { isObject } from '../../plain.js'
import { PURPOSE, stream } from '../../random/index.js'
import { arrayOf, type DType, dtypeOf } from '../../runtime/dtype.js'
import { trainingKernels } from '../../runtime/wasm/training-kernels.js'
import type { Envelope } from '../../step/variational/plan.js'
import { variationalLayoutOf } from '../../step/variational/reserve.js'
import { decodeCheckpoint } from '../checkpoint.js'
import { refuseTwoDecays } from '../decay.js'
import { fittingLayout } from '../fitting-layout.js'
import type { FitOptions } from '../options.js'
import type { PreparedRun } from '../prepare-run.js'
import { recordPotential } from './record-potential.js'
import { settledFor } from './settled-method.js'
import { takeVariational } from './variational-options.js'
import { checkWaveFunction } from './wave-function.js'

const DEFAULT_STEPS = 1000

/** Of the stream that places walkers before any sweep. */
const START = 2 ** 32 - 1

/** Checks a model as log ψ and settles a run over walkers. @throws WoodburyError */
export function prepareVariational(given: Model, options: FitOptions): PreparedRun {
  const where = 'fit'
  const model = takeModel(given, where)
  const graph = shapesOf(model.graph)
  const { kind: _, ...asked } = options.objective as NonNullable<FitOptions['objective']>
  const { potential, walkers: count, sweeps, envelope } = takeVariational(asked)
  checkWaveFunction(model, graph.nodes[graph.outputs[0]].units)
  const dimensions = graph.nodes[graph.inputs[0]].units
  const recorded = recordPotential(potential, dimensions)
  const dtype = options.dtype ?? dtypeOf(model.params)
  const { seed = 0, steps, seconds, checkpointEvery: every } = options
  const budget = steps === undefined && seconds === undefined ? { steps: DEFAULT_STEPS } : { steps, seconds }
  const task: Task = {
    samples: count,
    parameters: graph.parameters,
    inputs: dimensions,
    widths: graph.nodes.reduce(
      (sum, { slots, inputUnits, units }) => sum + (slots.length > 0 ? inputUnits[0] + units : 0),
      0,
    ),
    dtype,
    heads: [{ loss: lossOf('meanSquaredError'), m: 1 }],
    noise: 'some',
    ...budget,
  }
  const { optimizer: said = 'auto' } = options
  const optimizer = settledFor(said === 'auto' ? spring() : checkedOptimizer(where, said), task)
  refuseTwoDecays(options, optimizer)
  const flops = methodOf(optimizer).flops(optimizer, task) + sweeps * 2 * count * graph.parameters
  const params = arrayOf(dtype, model.params.length)
  params.set(model.params)
  const start = { ...model, params }
  const warnings: string[] = []
  const plan: RunPlan = {
    graph: model.graph,
    params,
    dtype,
    heads: [{ loss: 'meanSquaredError', weight: 1 }],
    optimizer,
    budget,
    callSteps: options.flops === undefined ? undefined : Math.max(1, Math.floor(options.flops / flops)),
    weightDecay: options.weightDecay ?? 0,
    seed,
    ...placeOf(options.threads ?? 'auto', flops, warnings),
    simd: trainingKernels.best(),
    family: true,
    training: scattered(count, dimensions, envelope, seed, dtype),
    variational: { potential: recorded, envelope, sweeps },
    digests: { potential: new Digest().text(JSON.stringify(recorded)).toString() },
    standardized: false,
    checkpointEvery: isObject(every) ? { seconds: every.seconds } : every,
    profile: options.profile ?? false,
  }
  // Refuses what no memory can hold.
  fittingLayout(plan)
  const layout = variationalLayoutOf(plan)
  const resumed = options.resume && decodeCheckpoint(options.resume, plan, start)
  const whole = resumed ? { ...start, params: resumed.params } : start
  return {
    plan: { ...plan, params: whole.params, ...(resumed && { resume: resumed.state }) },
    layout,
    bytes: arraysOf(plan.training).reduce((sum, { byteLength }) => sum + byteLength, layout.bytes),
    model: whole,
    samples: plan.training,
    warnings: [...warnings, ...(resumed?.warnings ?? [])],
  }
}

/** Walkers as the envelope alone would have them, |ψ|² ∝ exp(−2γ|x|²), before their sweeps; without one of unit variance. */
function scattered(count: number, dimensions: number, { gaussian }: Envelope, seed: number, dtype: DType): Samples {
  const random = stream(seed, PURPOSE.walkers, START)
  const deviation = gaussian > 0 ? 1 / (2 * Math.sqrt(gaussian)) : 1
  const x = arrayOf(dtype, count * dimensions)
  for (let k = 0; k < x.length; k++) x[k] = deviation * random.normal()
  return { count, inputs: [x], targets: [new Float64Array(count)] }
}
