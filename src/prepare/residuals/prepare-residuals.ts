import { WoodburyError } from '../../errors.js'
import { Digest } from '../../io/digest.js'
import { takeModel } from '../../model/check-model.js'
import { frozenParameters, trainedParameters } from '../../model/frozen/parameters.js'
import { isFrozen, type Model } from '../../model/graph.js'
import { lossOf } from '../../model/losses/table.js'
import { bringResidualLayers } from '../../model/residual/bring.js'
import { shapesOf, trainedShapesOf } from '../../model/shapes.js'
import { checkedOptimizer } from '../../optim/check-optimizer.js'
import { energyNaturalGradient } from '../../optim/natural-gradient/energy-natural-gradient.js'
import { methodOf, type Optimizer, type ResolvedOptimizer, settle } from '../../optim/table.js'
import type { Task } from '../../optim/task.js'
import { arraysOf } from '../../place/own.js'
import type { RunPlan } from '../../place/plan.js'
import { placeOf } from '../../place/threads.js'
import { isObject } from '../../plain.js'
import { arrayOf } from '../../runtime/dtype.js'
import { trainingKernels } from '../../runtime/wasm/training-kernels.js'
import { decodeCheckpoint } from '../checkpoint.js'
import { refuseTwoDecays } from '../decay.js'
import { digestsOf } from '../facts.js'
import { fittingLayout } from '../fitting-layout.js'
import type { FitOptions } from '../options.js'
import type { PreparedRun } from '../prepare-run.js'
import { largeMatrix } from '../warnings/large-matrix.js'
import { checkResidualMethod, checkResidualOptions } from './allowed.js'
import { scalesOf } from './field.js'
import { type ResidualFunction, record } from './record.js'
import { runGraph } from './run-graph.js'
import { constantsOf, residualSamples } from './samples.js'

/** Epochs, each a step of most methods here, where no budget is given. */
const DEFAULT_EPOCHS = 100

/** The side of the matrix up to which least squares are the default: a second or two a step. */
const MOST_SIDE = 1500

/** Checks model, residuals and options and settles all that was left open. @throws WoodburyError */
export function prepareResiduals(given: Model, of: ResidualFunction, options: FitOptions): PreparedRun {
  const where = 'fit'
  checkResidualOptions(options)
  bringResidualLayers()
  const model = takeModel(given, where)
  if (!model.graph.nodes.some(node => node.kind === 'dense' && !isFrozen(node)))
    throw new WoodburyError('BAD_MODEL', 'fit: every layer with parameters is frozen, so there is nothing to train.')
  const warnings: string[] = []
  const shaped = shapesOf(model.graph)
  const dtype = options.dtype ?? 'float64'
  const { recording, sets } = record(of, {
    axes: shaped.inputs.reduce((sum, k) => sum + shaped.nodes[k].units, 0),
    outputs: model.graph.outputs.flatMap((name, o) =>
      scalesOf(shaped.nodes[shaped.outputs[o]].units, model.standardization?.[name]),
    ),
  })
  const constants = constantsOf(model, shaped, sets, options.standardize, warnings)
  const run = runGraph(model.graph, shaped, constants, recording, sets)
  const trained = trainedShapesOf(run.graph)
  const training = residualSamples(recording, sets, shaped, run, dtype)
  const names = [...recording.coefficients.keys()]
  const { optimizer: asked = 'auto', weightDecay = 0, checkpointEvery: every } = options
  const loss = lossOf('meanSquaredError')
  const { epochs, steps, seconds } = options
  const limited = epochs !== undefined || steps !== undefined || seconds !== undefined
  const budget = limited ? { epochs, steps, seconds } : { epochs: DEFAULT_EPOCHS }
  const task: Task = {
    samples: training.count,
    parameters: trained.parameters,
    inputs: trained.inputs.reduce((sum, k) => sum + trained.nodes[k].units, 0),
    widths: trained.nodes.reduce(
      (sum, { slots, inputUnits, units }) => sum + (slots.length > 0 ? (inputUnits[0] ?? 0) + units : 0),
      0,
    ),
    dtype,
    heads: [{ loss, m: run.units }],
    noise: 'none',
    outputLayer: 'residuals have derivatives of the outputs in them',
    raw: true,
    ...budget,
  }
  const side = Math.min(training.count * run.units, trained.parameters)
  const chosen = asked === 'auto' ? chooseFor(side) : undefined
  const named = chosen?.said ?? checkedOptimizer(where, asked)
  checkResidualMethod(named, names, weightDecay)
  const optimizer = settle(onWholeSet(named), task)
  refuseTwoDecays(options, optimizer)
  warnings.push(...largeMatrix(optimizer, task))
  const flops = methodOf(optimizer).flops(optimizer, task)
  const start: Model = {
    ...model,
    params: inDtype(model.params),
    losses: Object.fromEntries(model.graph.outputs.map(name => [name, 'meanSquaredError' as const])),
    ...(Object.keys(constants).length > 0 && { standardization: constants }),
  }
  const frozen = model.graph.nodes.filter(isFrozen).map(({ name }) => name)
  const plan: RunPlan = {
    graph: run.graph,
    params: inDtype([...trainedParameters(start), ...recording.coefficients.values()]),
    ...(frozen.length > 0 && { constants: frozenParameters(start, model.graph), frozen }),
    coefficients: names,
    sets: sets.map(({ name }) => name),
    dtype,
    heads: [{ loss: 'meanSquaredError', weight: 1 }],
    optimizer,
    budget,
    callSteps: options.flops === undefined ? undefined : Math.max(1, Math.floor(options.flops / flops)),
    weightDecay,
    seed: options.seed ?? 0,
    ...placeOf(options.threads ?? 'auto', flops, warnings),
    simd: trainingKernels.best(),
    family: true,
    training,
    digests: {
      ...digestsOf(training, undefined, constants),
      residuals: new Digest().text(JSON.stringify(run.graph)).toString(),
    },
    standardized: true,
    checkpointEvery: isObject(every) ? { seconds: every.seconds } : every,
    profile: options.profile ?? false,
  }
  const layout = fittingLayout(plan)
  const resumed = options.resume && decodeCheckpoint(options.resume, plan, start)
  return {
    plan: { ...plan, ...(resumed && { resume: resumed.state }) },
    layout,
    bytes: arraysOf(training).reduce((sum, { byteLength }) => sum + byteLength, layout.bytes),
    model: resumed ? { ...start, params: resumed.params } : start,
    samples: training,
    warnings: [...warnings, ...(resumed?.warnings ?? [])],
    ...(chosen && { chosen: chosen.sentence }),
  }

  function inDtype(values: ArrayLike<number>) {
    const result = arrayOf(dtype, values.length)
    result.set(values)
    return result
  }
}

/** `optimizer: 'auto'` for residuals. */
function chooseFor(side: number): { readonly said: Optimizer; readonly sentence: string } {
  return side <= MOST_SIDE
    ? {
        said: energyNaturalGradient(),
        sentence: `energyNaturalGradient: residuals, and the smaller of rows and parameters is ${side}, at most ${MOST_SIDE}`,
      }
    : {
        said: { method: 'lbfgs' },
        sentence: `lbfgs: residuals, and the smaller of rows and parameters is ${side}, more than the ${MOST_SIDE} of least squares`,
      }
}

/** What is settled for data has mini-batches; residuals are exact, and a step takes all of them unless a batch is said. */
function onWholeSet(said: Optimizer): Optimizer {
  const { method, gradientBatch } = said as Partial<ResolvedOptimizer>
  return method === 'smwGN' && gradientBatch === undefined ? ({ ...said, gradientBatch: 'full' } as Optimizer) : said
}
