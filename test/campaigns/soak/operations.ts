import type { FitOptions, Model, Optimizer, Run } from '../../../src/index.js'
import { checkEnd, fails, finite, insist, isLost } from './checks.js'
import type { World } from './world.js'

/** Something programs do with the library; throws where it ends otherwise than it should. */
export interface Operation {
  readonly name: string
  /** How often, among all. */
  readonly share: number
  run(world: World): Promise<unknown>
}

/** Steps of a run that is ended from outside: by itself it would go on for minutes. */
const ENDLESS = 1_000_000

const x = Array.from({ length: 40 }, (_, i) => [Math.sin(i), Math.cos(3 * i)])
const y = x.map(([a, b]) => [a * b])

const optimizerOf = ({ api, draw }: World): Optimizer =>
  [api.smwGN, api.smwNG, api.sgd, api.adam][draw(4)]({ gradientBatch: 8 + draw(20) })

const networkOf = ({ api, draw }: World): Model =>
  api.sequential({ input: 2, seed: draw(100), dtype: draw(2) === 0 ? 'float32' : 'float64' }, [
    api.dense(2 + draw(6), 'tanh'),
    api.dense(1),
  ])

/** A run of one or two threads. */
const begin = (world: World, options: FitOptions): Run =>
  world.api.fit(networkOf(world), { x, y }, { optimizer: optimizerOf(world), seed: world.draw(100), ...options })

/** One that does not end by itself: the loss of 40 points goes to its floor soon, and so would most methods. */
const endless = (world: World, options: FitOptions): Run =>
  begin(world, { optimizer: world.api.adam({ gradientBatch: 8, learningRate: 1e-6 }), steps: ENDLESS, ...options })

/** A callback that does something once, at its third call. */
function atThird(act: () => unknown): () => unknown {
  let calls = 0
  return () => (++calls === 3 ? act() : undefined)
}

/** A callback of any name. */
const callback = ({ draw }: World, act: () => unknown): FitOptions => ({
  checkpointEvery: 2,
  [(['onStep', 'onEpoch', 'onCheckpoint'] as const)[draw(3)]]: atThird(act),
})

export const operations: readonly Operation[] = [
  {
    name: 'predict',
    share: 36,
    async run(world) {
      const rows = x.slice(0, 1 + world.draw(40))
      const { data } = await world.api.predict(networkOf(world), rows)
      insist(data.length === rows.length && finite(data), 'no finite number for each row')
    },
  },
  {
    name: 'train',
    share: 30,
    async run(world) {
      const steps = 2 + world.draw(6)
      const threads = world.draw(4) === 0 ? 2 : 1
      checkEnd(await begin(world, { steps, threads, standardize: world.draw(2) === 0, validation: 0.2 }), steps)
    },
  },
  {
    name: 'evaluate',
    share: 6,
    async run(world) {
      const { loss } = await world.api.evaluate(networkOf(world), { x, y })
      insist(Number.isFinite(loss), `loss ${loss}`)
    },
  },
  {
    name: 'save and load',
    share: 4,
    async run(world) {
      const model = networkOf(world)
      const again = world.api.load(world.api.save(model))
      insist(
        again.params.every((value, k) => value === model.params[k]),
        'another model',
      )
    },
  },
  {
    name: 'abort',
    share: 6,
    async run(world) {
      const stop = new AbortController()
      const act = () => stop.abort()
      const { stopped, model } = await endless(world, {
        threads: 1 + world.draw(2),
        signal: stop.signal,
        ...callback(world, act),
      })
      insist(stopped === 'aborted' && finite(model.params), `stopped: ${stopped}`)
    },
  },
  {
    name: 'throw in a callback',
    share: 4,
    async run(world) {
      const oops = new Error('oops')
      const act = () => {
        throw oops
      }
      await fails(endless(world, { threads: 1 + world.draw(2), ...callback(world, act) }), error => error === oops)
    },
  },
  {
    name: 'reject in a callback',
    share: 3,
    async run(world) {
      const oops = new Error('oops')
      const act = () => Promise.reject(oops)
      await fails(endless(world, { threads: 1 + world.draw(2), ...callback(world, act) }), error => error === oops)
    },
  },
  {
    name: 'leave a loop',
    share: 3,
    async run(world) {
      const run = begin(world, { steps: 8, threads: 1 + world.draw(2) })
      for await (const { step } of run) if (step >= 2) break
      checkEnd(await run, 8)
    },
  },
  {
    name: 'await using',
    share: 2,
    async run(world) {
      await using run = endless(world, { threads: 1 + world.draw(2) })
      for await (const { step } of run) if (step >= 2) break
    },
  },
  {
    name: 'resume',
    share: 4,
    async run(world) {
      const { api } = world
      const model = networkOf(world)
      const options: FitOptions = { optimizer: optimizerOf(world), steps: 6, threads: 1, seed: 3 }
      const checkpoints: Uint8Array[] = []
      const onCheckpoint = (bytes: Uint8Array) => void checkpoints.push(bytes)
      const whole = await api.fit(model, { x, y }, { ...options, checkpointEvery: 3, onCheckpoint })
      if (checkpoints.length === 0) return
      const rest = await api.fit(model, { x, y }, { ...options, resume: checkpoints[0] })
      insist(
        rest.model.params.every((value, k) => value === whole.model.params[k]),
        'another end than the unbroken run',
      )
    },
  },
  {
    name: 'two at once',
    share: 2,
    async run(world) {
      const runs = [begin(world, { steps: 4, threads: 2 }), begin(world, { steps: 4, threads: 1 + world.draw(2) })]
      for (const result of await Promise.all(runs)) checkEnd(result, 4)
    },
  },
  {
    name: 'lose a worker',
    share: 1,
    run: world => fails(endless(world, { threads: 2, onStep: atThird(() => world.loseWorker()) }), isLost(world)),
  },
  {
    name: 'dispose during a run',
    share: 1,
    run: world => fails(endless(world, { threads: 2, onStep: atThird(() => void world.api.dispose()) }), isLost(world)),
  },
  {
    name: 'dispose',
    share: 1,
    async run(world) {
      await world.api.dispose()
      insist(world.workers() === 0, `${world.workers()} workers after dispose`)
    },
  },
]
