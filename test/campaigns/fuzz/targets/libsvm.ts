import * as fc from 'fast-check'
import { libsvmDataSet, libsvmInputs } from '../../../../src/index.js'
import { checkDataSet } from '../data-set.js'
import { insist, outcome, sameNumbers } from '../refusal.js'
import type { Target } from '../target.js'
import { written } from '../text.js'
import { bent, few } from '../values.js'

const number = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ noNaN: true, noDefaultInfinity: true }))

interface Content {
  readonly rows: readonly (readonly number[])[]
  readonly labels: readonly number[]
}

const file = fc
  .record({
    features: fc.integer({ min: 1, max: 6 }),
    rows: fc.array(fc.tuple(number, fc.array(fc.option(number, { nil: 0 }), { minLength: 6, maxLength: 6 })), {
      minLength: 1,
      maxLength: 8,
    }),
    end: fc.constantFrom('\n', '\r\n'),
    comment: fc.constantFrom('', ' # a note'),
  })
  .map(({ features, rows, end, comment }) => {
    // The last feature of the first row is there, so that the file shows how many there are.
    const dense = rows.map(([, values], i) =>
      values.slice(0, features).map((v, k) => (i === 0 && k === features - 1 ? v || 1 : v)),
    )
    const lines = rows.map(([label], i) => {
      const words = dense[i].flatMap((value, k) => (value === 0 ? [] : [`${k + 1}:${value}`]))
      return [label, ...words].join(' ') + comment
    })
    const content: Content = { rows: dense, labels: rows.map(([label]) => label) }
    return { text: lines.join(end), content }
  })

const options = bent(
  few({
    task: fc.constantFrom('regression', 'classification'),
    features: fc.constantFrom(1, 6, 100),
    classes: fc.constant(['-1', '1']),
    columns: fc.constant(['1', '2', '3', '4', '5', '6']),
    name: fc.constant('f'),
  }),
  9,
)

const input = fc.record({ file: written(file), options })

type Input = typeof input extends fc.Arbitrary<infer T> ? T : never

export const libsvm: Target<Input> = {
  name: 'LIBSVM',
  share: 8,
  input,
  async judge({ file: { bytes, content }, options }) {
    await outcome(() => libsvmInputs(bytes, ['1', '2', '3']))
    if (content) {
      const { x, y } = await libsvmDataSet(bytes, { task: 'regression' })
      insist(sameNumbers(x.data, content.rows.flat()), 'features differ from those written')
      insist(!(y instanceof Int32Array) && sameNumbers(y.data, content.labels), 'labels differ from those written')
    }
    const set = await outcome(() => libsvmDataSet(bytes, options.value as object))
    if (set) checkDataSet(set.value)
    return set ? 'value' : 'refused'
  },
}
