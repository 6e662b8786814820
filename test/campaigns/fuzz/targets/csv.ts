import * as fc from 'fast-check'
import { type CsvDataOptions, csvDataSet, csvInputs, parseCsv } from '../../../../src/index.js'
import { checkDataSet } from '../data-set.js'
import { insist, outcome, sameNumbers } from '../refusal.js'
import type { Target } from '../target.js'
import { written } from '../text.js'
import { bent, few } from '../values.js'

const number = fc.oneof(
  fc.integer({ min: -9, max: 9 }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
)

/** Cells as people's programs write them; only numbers are sure to be read. */
const cell = fc.oneof(
  { weight: 6, arbitrary: number },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', 'NA', 'red', 'green', '"a, b"', '"say ""so"""', '170,000', '$5', '2021-01-01'),
  },
)

const rowsOf = (one: fc.Arbitrary<string>) =>
  fc.array(fc.array(one, { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 8 })

interface Content {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly delimiter: string
}

const file = fc
  .record({
    width: fc.integer({ min: 2, max: 5 }),
    cells: fc.oneof({ weight: 3, arbitrary: rowsOf(number) }, { weight: 1, arbitrary: rowsOf(cell) }),
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    end: fc.constantFrom('\n', '\r\n'),
    header: fc.boolean(),
    quoted: fc.boolean(),
    last: fc.boolean(),
  })
  .map(({ width, cells, delimiter, end, header, quoted, last }) => {
    const rows = cells.map(row => row.slice(0, width))
    const columns = Array.from({ length: width }, (_, k) => (header ? `name ${k}` : `c${k}`))
    const put = (text: string) => (quoted && !text.startsWith('"') ? `"${text}"` : text)
    const lines = [...(header ? [columns] : []), ...rows].map(row => row.map(put).join(delimiter))
    return { text: lines.join(end) + (last ? end : ''), content: { columns, rows, delimiter } satisfies Content }
  })

const options = bent(
  fc
    .tuple(
      fc.constantFrom<CsvDataOptions['target'][]>(-1, -1, 0, 1, 'name 1', 'c1', [0, 1]),
      few({
        header: fc.boolean(),
        delimiter: fc.constantFrom(',', ';', '\t', ' ', '|'),
        decimal: fc.constantFrom<('.' | ',')[]>('.', ','),
        task: fc.constantFrom<('regression' | 'classification')[]>('regression', 'classification'),
        ignore: fc.constant([0]),
        missing: fc.constantFrom<('error' | 'omit')[]>('error', 'omit'),
        classes: fc.constant(['red', 'green']),
      }),
    )
    .map(([target, said]): CsvDataOptions => ({ target, ...said })),
  9,
)

const input = fc.record({ file: written(file), options })

type Input = typeof input extends fc.Arbitrary<infer T> ? T : never

const isNumber = (text: string) => /^-?\d/.test(text) && Number.isFinite(Number(text))

export const csv: Target<Input> = {
  name: 'CSV',
  share: 9,
  input,
  async judge({ file: { bytes, content }, options }) {
    const table = await outcome(() => parseCsv(bytes))
    if (table) {
      const { columns, lines } = table.value
      insist(
        columns.every(({ values }) => values.length === lines.length),
        'a column of another length',
      )
      insist(
        columns.every(({ values, texts }) => values.every((v, row) => Number.isNaN(v) === texts.has(row))),
        'a cell neither number nor text',
      )
    }
    if (bytes.length % 4 === 0) await outcome(() => csvInputs(bytes, ['name 0', 'name 1']))
    if (content?.rows.every(row => row.every(isNumber))) {
      const { delimiter, columns, rows } = content
      const { x, y } = await csvDataSet(bytes, {
        target: -1,
        delimiter,
        header: columns[0] !== 'c0',
        task: 'regression',
      })
      insist(
        sameNumbers(
          x.data,
          rows.flatMap(row => row.slice(0, -1).map(Number)),
        ),
        'inputs differ from those written',
      )
      insist(
        !(y instanceof Int32Array) &&
          sameNumbers(
            y.data,
            rows.map(row => Number(row.at(-1))),
          ),
        'targets differ',
      )
    }
    const set = await outcome(() => csvDataSet(bytes, options.value))
    if (set) checkDataSet(set.value)
    return set ? 'value' : 'refused'
  },
}
