import Papa from 'papaparse'

/** Rows of outputs, with what the model knows of their meaning. */
export interface Predicted {
  readonly data: Float32Array | Float64Array
  readonly shape: readonly [number, number]
  readonly classes?: readonly string[]
  /** Names of the target columns. */
  readonly targets?: readonly string[]
}

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

/** What the outputs are called: `prediction`, or `prediction_<target>` where there are several. */
function columnNames({ shape: [, m], targets }: Predicted): string[] {
  if (m === 1) return ['prediction']
  return Array.from({ length: m }, (_, k) => `prediction_${targets?.[k] ?? k}`)
}

/** `class, p_<name> …` for a model with classes, else the predictions. */
export function predictionCsv(predicted: Predicted): string {
  const { shape, classes } = predicted
  const rows = Array.from({ length: shape[0] }, (_, i) => {
    if (!classes) return rowOf(predicted, i)
    const probabilities = probabilitiesOf(predicted, i, classes)
    return [classes[largest(probabilities)], ...probabilities]
  })
  const fields = classes ? ['class', ...classes.map(name => `p_${name}`)] : columnNames(predicted)
  return `${Papa.unparse({ fields, data: rows }, { newline: '\n' })}\n`
}

/** The same as one object. */
export function predictionJson(predicted: Predicted): object {
  const { shape, classes, targets } = predicted
  const rows = Array.from({ length: shape[0] }, (_, i) =>
    classes ? probabilitiesOf(predicted, i, classes) : rowOf(predicted, i),
  )
  if (!classes) return { rows: shape[0], ...(targets && { targets }), prediction: rows }
  return { rows: shape[0], classes, class: rows.map(row => classes[largest(row)]), probabilities: rows }
}
