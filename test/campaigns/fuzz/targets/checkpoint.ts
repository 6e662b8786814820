import * as fc from 'fast-check'
import { adam, dense, type FitOptions, fit, type Model, sequential, sgd, smwGN, smwNG } from '../../../../src/index.js'
import { damaged, type Sound } from '../bytes.js'
import { bentHeader } from '../header.js'
import { checkPredictions } from '../networks.js'
import { allFinite, insist, outcome, sameNumbers } from '../refusal.js'
import type { Target } from '../target.js'

/** Steps of a run, and of the part of it that a checkpoint holds. */
const STEPS = 6
const DONE = 3

/** A run that goes on long after its budget is stopped here. */
const FAR_BEYOND = 50

const x = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(3 * i)])
const y = x.map(([a, b]) => [a * b])

interface Kind {
  readonly model: Model
  readonly options: FitOptions
  readonly checkpoint: Uint8Array
  /** The parameters of the run that was never stopped. */
  readonly end: ArrayLike<number>
}

const kinds: readonly Kind[] = await Promise.all(
  [
    { optimizer: adam({ gradientBatch: 5 }) },
    { optimizer: sgd({ gradientBatch: 5 }), dtype: 'float64' as const },
    { optimizer: smwGN({ gradientBatch: 4, momentum: 0.5 }) },
    { optimizer: smwNG(), standardize: true, dtype: 'float64' as const },
    { optimizer: smwGN({ gradientBatch: 6 }), validation: 0.25, earlyStopping: { patience: 50 } },
  ].map(async (said): Promise<Kind> => {
    const options: FitOptions = { ...said, steps: STEPS, threads: 1, seed: 3 }
    const model = sequential({ input: 2, seed: 5, dtype: said.dtype ?? 'float32' }, [dense(3, 'tanh'), dense(1)])
    let checkpoint = new Uint8Array()
    const keep = (bytes: Uint8Array) => {
      checkpoint = checkpoint.length === 0 ? bytes.slice() : checkpoint
    }
    const whole = await fit(model, { x, y }, { ...options, checkpointEvery: DONE, onCheckpoint: keep })
    return { model, options, checkpoint, end: whole.model.params }
  }),
)

const kind = fc.nat(kinds.length - 1)
const input = kind.chain(which => {
  const file = fc.constant<Sound<true>>({ bytes: kinds[which].checkpoint, content: true })
  const bytes = fc.oneof(
    damaged(file),
    bentHeader(fc.constant(kinds[which].checkpoint)).map((bent): Sound<true> => ({ bytes: bent, content: undefined })),
  )
  return fc.record({ which: fc.constant(which), file: bytes })
})

type Input = typeof input extends fc.Arbitrary<infer T> ? T : never

export const checkpoint: Target<Input> = {
  name: 'checkpoint',
  share: 2,
  input,
  async judge({ which, file: { bytes, content } }) {
    const { model, options, end } = kinds[which]
    const stop = new AbortController()
    let steps = 0
    const onStep = () => {
      if (++steps > FAR_BEYOND) stop.abort()
    }
    const read = await outcome(() => fit(model, { x, y }, { ...options, resume: bytes, signal: stop.signal, onStep }))
    insist(steps <= FAR_BEYOND, `goes on beyond its ${STEPS} steps`)
    insist(read !== undefined || content === undefined, 'a sound checkpoint was refused')
    if (!read) return 'refused'
    const { model: trained, history } = read.value
    insist(allFinite(trained.params), 'parameters that are not finite')
    insist(!content || sameNumbers(trained.params, end), 'the resumed run differs from the unbroken one')
    insist(
      history.every(({ step }) => Number.isInteger(step) && step > 0),
      'a step that is no count',
    )
    await outcome(() => checkPredictions(trained, x))
    return 'value'
  },
}
