import { classOf } from '../../brand.js'
import { WoodburyError } from '../../errors.js'
import type { Option, OptionTable } from '../../option-table.js'
import { finiteNumber, trueOrFalse } from '../../options.js'
import { type FloatArray, viewOf } from '../../runtime/dtype.js'
import { batchOf } from '../batch.js'
import { gradientBatch, learningRate, word } from '../common-options.js'
import { describe, type Settled } from '../method.js'
import { cosine } from '../schedule.js'
import { type Elementwise, gradientFlops, movedSquares, vectors } from './elementwise.js'

/** Values that an option of an own part may have: its default says of which kind they are. */
export type OwnOptions = Readonly<Record<string, number | boolean | string>>

/** An optimiser of a user's module: one gradient, and a pass over vectors of P numbers. */
export interface OwnOptimizer<O extends OwnOptions = OwnOptions> {
  readonly name: string
  /** Its options with their defaults, beside `gradientBatch` and `learningRate`. */
  readonly defaults?: O
  /** Names of the vectors that it keeps; they start as zeros, and a checkpoint holds them. */
  readonly state?: readonly string[]
  /** next ← θ and the state moved on; `rate` is α, `steps` counts this one. */
  step(
    vectors: { readonly theta: FloatArray; readonly gradient: FloatArray; readonly next: FloatArray } & Readonly<
      Record<string, FloatArray>
    >,
    options: O & { readonly rate: number; readonly steps: number },
  ): void
}

/** An option whose default is given: a value of the same kind. */
function optionLike(value: number | boolean | string): Option {
  if (typeof value === 'number') return { text: `a number, by default ${value}`, check: finiteNumber }
  if (typeof value === 'boolean') return { text: `true or false, by default ${value}`, check: trueOrFalse }
  return word(`by default ${value}`, [value])
}

/** The options of an own part as a table. */
export const tableOf = (defaults: OwnOptions): OptionTable =>
  Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, optionLike(value)]))

/** What an asynchronous step would write comes when the run is elsewhere. */
const late = (name: string) =>
  new WoodburyError('BAD_OPTION', `fit: the step of "${name}" returns a promise. Steps are synchronous: no async.`, {
    name,
  })

/** The method that an own optimiser is. */
export function ownMethod({ name, defaults = {}, state = [], step }: OwnOptimizer): Elementwise {
  const options = { ...tableOf(defaults), gradientBatch, learningRate }
  return {
    name,
    title: name,
    steps: 'elementwise',
    rate: 0.001,
    options,
    said: fields => describe(name, options, fields),
    settle: (said, task) => ({
      learningRate: cosine(0.001),
      ...defaults,
      ...said,
      gradientBatch: batchOf(said.gradientBatch, task),
    }),
    flops: gradientFlops,
    state: (_settled, sizes) => vectors(state, sizes),
    settings: (settled, short) =>
      Object.keys(defaults).map(option => {
        const value = (settled as Settled & OwnOptions)[option]
        return [option, typeof value === 'number' ? short(value) : String(value)]
      }),

    update(settled, at) {
      const { kernels, graph, rate, steps } = at
      const view = (offset: number) => viewOf(kernels.dtype, kernels.buffer, offset, graph.parameters)
      const kept = Object.fromEntries(state.map(vector => [vector, view(at.state[vector])]))
      const squares = kernels.sumSquares(at.gradient, graph.parameters)
      const own = { theta: view(at.theta), gradient: view(at.gradient), next: view(at.next), ...kept }
      const returned: unknown = step(own, { ...(settled as unknown as OwnOptions), rate, steps })
      if (classOf(returned) === 'Promise') throw late(name)
      return { gradient: squares, step: movedSquares(at) }
    },
  }
}
