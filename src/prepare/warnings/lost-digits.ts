import { brandOf } from '../../brand.js'
import { isNumbers } from '../../data/matrix.js'
import { standardization } from '../../data/standardize.js'
import type { Graph } from '../../model/graph.js'
import type { Loss } from '../../model/losses/loss.js'
import type { ShapedGraph } from '../../model/shapes.js'
import { isObject } from '../../plain.js'
import { byNode, type TrainingData } from '../data.js'
import type { Standardizations } from '../inputs.js'

/** Rows that are looked at, and numbers in them: a page stands still meanwhile. */
const ROWS = 1000
const NUMBERS = 2 ** 16

/** Share of a column's deviation that rounding to float32 may take. */
const SHARE = 0.01

/** The first rows of numbers as a caller passes them, as float64: rows, a flat array, or `{ data, shape }`. */
function head(value: unknown, units: number): Float64Array {
  const numbers = isObject(value) && 'data' in value ? value.data : value
  const values = numbers as ArrayLike<number | ArrayLike<number>>
  const most = Math.min(ROWS, Math.ceil(NUMBERS / units))
  // Those of a Float32Array have no digits to lose.
  if (brandOf(numbers) === 'Float32Array') return new Float64Array(0)
  if (!isNumbers(values[0]))
    return Float64Array.from({ length: Math.min(values.length, most * units) }, (_, k) => Number(values[k]))
  const rows = Array.from({ length: Math.min(values.length, most) }, (_, k) =>
    Array.from(values[k] as ArrayLike<number>),
  )
  return Float64Array.from(rows.flat())
}

function lostIn(name: string, value: unknown, units: number): string[] {
  const data = head(value, units)
  if (data.length === 0) return []
  const { mean, scale, constant } = standardization({ data, shape: [data.length / units, units] })
  const lost = scale.flatMap((deviation, c) => {
    if (constant.includes(c)) return []
    let most = 0
    for (let at = c; at < data.length; at += units) most = Math.max(most, Math.abs(Math.fround(data[at]) - data[at]))
    return most > SHARE * deviation ? [c] : []
  })
  if (lost.length === 0) return []
  const [c] = lost
  return [
    `float32 cannot show column ${lost.join(', ')} of "${name}" (${mean[c].toPrecision(3)} ± ${scale[c].toPrecision(2)}): pass standardize: true, or dtype: 'float64'`,
  ]
}

/**
 * Columns of inputs and targets that float32 cannot tell from a constant or from 0, such as 1.7e9 ± 100 or 1e-46, where
 * nothing standardises them first.
 */
export function lostDigits(
  { inputs, outputs }: Graph,
  { nodes, inputs: from, outputs: to }: ShapedGraph,
  { x, y }: TrainingData,
  losses: readonly Loss[],
  constants: Standardizations,
): string[] {
  const look = (values: unknown, names: readonly string[], places: readonly number[]) =>
    byNode(values, names, 'fit').flatMap((value, i) => {
      const loss = places === to ? losses[i] : undefined
      const columns = nodes[places[i]].units / (loss?.unitsPerColumn ?? 1)
      return constants[names[i]] || loss?.labels ? [] : lostIn(names[i], value, columns)
    })
  return [...look(x, inputs, from), ...look(y, outputs, to)]
}
