import { adam, type Optimizer, sgd, smwGN, smwNG } from '../../src/index.js'
import type { KernelExports } from '../../src/runtime/wasm/instantiate.js'
import { type Context, versus } from '../context.js'
import { type Contestant, interleave } from '../interleave.js'
import { jaxOf } from '../rivals/jax.js'
import { jaxAdam } from '../rivals/jax-adam.js'
import { RATE, trainingSet } from '../rivals/network.js'
import { coreAdam, layersAdam, tfjsOf } from '../rivals/tfjs.js'
import { openTrainer, residualOf } from '../trainer.js'
import { plainStep, pushThrough } from './methods.js'

const BATCH = 256

/** Steps of second order by the name of their row. */
const methods: Readonly<Record<string, Optimizer>> = {
  'step.smw-ng.b256': pushThrough(BATCH),
  'step.smw-ng-default.b256': smwNG({
    gradientBatch: BATCH,
    curvatureBatch: BATCH,
    damping: 1,
    momentum: 0.9,
    klClip: 0.05,
    lossBound: 1,
    rejectBadSteps: false,
  }),
  'step.smw-gn.b256': smwGN({ ...plainStep(BATCH), curvatureBatch: 60 }),
}

/** Our Adam step against everyone else's. */
export async function adamRows(context: Context): Promise<void> {
  const name = `step.adam.b${BATCH}`
  if (!context.wants(name)) return
  const set = trainingSet(BATCH)
  const optimizer = adam({ gradientBatch: BATCH, learningRate: RATE })
  const residual = await residualOf(set, optimizer)
  const race = async (rival: string, run: Contestant['run']) => {
    const ours = await openTrainer(context.build, set, optimizer)
    const times = await interleave([{ run: () => ours.step() }, { run }], context.patience)
    versus(context, name, rival, times, residual)
  }
  const jax = await jaxOf()
  if (jax) await race('jax-js', jaxAdam(jax, set))
  else context.missing('jax-js')
  const tensorflow = await tfjsOf()
  if (!tensorflow) {
    context.missing('tfjs')
    return
  }
  await race('tfjs-core', coreAdam(tensorflow, set))
  await race('tfjs-layers', layersAdam(tensorflow, set))
}

/** Steps of second order against our own step of SGD and, the first, against the Adam step of jax-js. */
export async function secondOrderRows(context: Context): Promise<void> {
  const set = trainingSet(BATCH)
  const jax = await jaxOf()
  for (const [name, optimizer] of Object.entries(methods)) {
    if (!context.wants(name)) continue
    const residual = await residualOf(set, optimizer)
    const ours = await openTrainer(context.build, set, optimizer)
    const gradient = await openTrainer(context.build, set, sgd({ gradientBatch: BATCH, learningRate: RATE }))
    const race = [{ run: () => ours.step() }, { run: () => gradient.step() }]
    versus(context, name, 'own-sgd', await interleave(race, context.patience), residual)
    if (name !== 'step.smw-ng.b256' || !jax) continue
    const times = await interleave([{ run: () => ours.step() }, { run: jaxAdam(jax, set) }], context.patience)
    versus(context, name, 'jax-js-adam', times, residual)
  }
}

/** The share of a step that is not spent inside kernels, in percent; the limit is 3. */
export async function overheadRow(context: Context): Promise<void> {
  const name = `overhead.smw-ng.b${BATCH}`
  if (!context.wants(name)) return
  let inside = 0
  const timed = (exports: KernelExports): KernelExports =>
    Object.fromEntries(
      Object.entries(exports).map(([kernel, call]) => [
        kernel,
        (...args: number[]) => {
          const start = performance.now()
          const result = call(...args)
          inside += performance.now() - start
          return result
        },
      ]),
    )
  const trainer = await openTrainer(context.build, trainingSet(BATCH), methods['step.smw-ng.b256'], 1, timed)
  const shares: number[] = []
  const end = performance.now() + context.patience.warm
  while (performance.now() < end) trainer.step()
  for (let round = 0; round < context.patience.rounds; round++) {
    inside = 0
    const start = performance.now()
    trainer.step()
    const step = performance.now() - start
    shares.push((100 * (step - inside)) / step)
  }
  const value = shares.sort((a, b) => a - b)[shares.length >> 1]
  context.add({ name, threads: 1, value, unit: '%', rival: 'limit', rivalValue: 3, ratio: 3 / value, residual: 0 })
}
