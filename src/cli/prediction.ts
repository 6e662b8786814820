import Papa from 'papaparse'

/** Rows of outputs, with what the model knows of their meaning. */
export interface Predicted {
  readonly data: Float32Array | Float64Array
  readonly shape: readonly [number, number]
  readonly classes?: readonly string[]
  /** Names of the target columns. */
  readonly targets?: readonly string[]
  /** Whether the last half of the columns are standard deviations. */
  readonly deviations?: boolean
  /** Which row of the outputs belongs to each row of the file, undefined where it has none; without it, all in order. */
  readonly rows?: readonly (number | undefined)[]
}

const rowsOf = ({ rows, shape: [count] }: Predicted) => rows ?? Array.from({ length: count }, (_, i) => i)

const rowOf = ({ data, shape: [, m] }: Predicted, i: number): number[] =>
  Array.from(data.subarray(i * m, (i + 1) * m), value => shortest(value, data.BYTES_PER_ELEMENT === 4))

/** The fewest digits that give back the same float32: 0.1 where its double is 0.10000000149011612. */
function shortest(value: number, single: boolean): number {
  if (!single) return value
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits))
    if (Math.fround(text) === value) return text
  }
  return Number(value.toPrecision(9))
}

/** The probability of each class; one sigmoid output stands for two classes. */
function probabilitiesOf(predicted: Predicted, i: number, classes: readonly string[]): number[] {
  const row = rowOf(predicted, i)
  return classes.length === 2 && row.length === 1 ? [1 - row[0], row[0]] : row
}

const largest = (values: readonly number[]) => values.indexOf(Math.max(...values))

/** What the outputs are called: `prediction`, or `prediction_<target>` where there are several; `deviation` likewise. */
function columnNames({ shape: [, m], targets, deviations }: Predicted): string[] {
  const count = deviations ? m / 2 : m
  const names = (what: string) =>
    Array.from({ length: count }, (_, k) => (count === 1 ? what : `${what}_${targets?.[k] ?? k}`))
  return deviations ? [...names('prediction'), ...names('deviation')] : names('prediction')
}

/** `class, p_<name> …` for a model with classes, else the predictions; empty cells for a row without any. */
export function predictionCsv(predicted: Predicted): string {
  const { classes } = predicted
  const fields = classes ? ['class', ...classes.map(name => `p_${name}`)] : columnNames(predicted)
  const rows = rowsOf(predicted).map(i => {
    if (i === undefined) return fields.map(() => '')
    if (!classes) return rowOf(predicted, i)
    const probabilities = probabilitiesOf(predicted, i, classes)
    return [classes[largest(probabilities)], ...probabilities]
  })
  // A single empty cell is quoted: readers skip a line that is blank, and the lines after it would move up.
  const quotes = fields.length === 1 ? (cell: unknown) => cell === '' : false
  return `${Papa.unparse({ fields, data: rows }, { newline: '\n', quotes })}\n`
}

/** The same as one object, null for a row without a prediction. */
export function predictionJson(predicted: Predicted): object {
  const { classes, targets, deviations } = predicted
  const rows = rowsOf(predicted).map(i => {
    if (i === undefined) return null
    return classes ? probabilitiesOf(predicted, i, classes) : rowOf(predicted, i)
  })
  if (!classes) {
    const columns = deviations ? { columns: columnNames(predicted) } : {}
    return { rows: rows.length, ...(targets && { targets }), ...columns, prediction: rows }
  }
  return { rows: rows.length, classes, class: rows.map(row => row && classes[largest(row)]), probabilities: rows }
}
