import { WoodburyError } from '../../errors.js'
import { show } from '../../options.js'
import { isObject } from '../../plain.js'
import { type ReadyModel, readyModel, recipeOf } from './ready-model.js'

/** Names in an expression; the e of 1e-3 is none. */
const NAME = /(?<![\w.])[A-Za-z_]\w*/g

/**
 * New names of the parameters: one that both have gets 1 in the first model and 2 in the second; where the first numbers
 * it already (height1, height2), the second's is the next (height3).
 */
function distinct(a: readonly string[], b: readonly string[]): [string[], string[]] {
  const taken = new Set([...a, ...b])
  const left = [...a]
  const next = (name: string, from: number) => {
    let k = from
    while (taken.has(name + k)) k++
    taken.add(name + k)
    return name + k
  }
  const right = b.map(name => {
    const at = a.indexOf(name)
    if (at >= 0) left[at] = next(name, 1)
    return at >= 0 || a.includes(`${name}1`) ? next(name, 2) : name
  })
  return [left, right]
}

function renamed(expression: string, from: readonly string[], to: readonly string[]): string {
  const names = new Map(from.map((name, k) => [name, to[k]]))
  return `(${expression.replace(NAME, name => names.get(name) ?? name)})`
}

/** What one factor leaves for the other is looked at where that factor is at least this share of its largest value. */
const STRONG = 0.3
const SWEEPS = 4

interface Operation {
  readonly name: 'plus' | 'times'
  readonly sign: '+' | '*'
  apply(a: number, b: number): number
  /** The points that are left for a part when the other has these values. */
  left(x: Float64Array, y: Float64Array, other: Float64Array): [Float64Array, Float64Array]
}

const sum: Operation = {
  name: 'plus',
  sign: '+',
  apply: (a, b) => a + b,
  left: (x, y, other) => [x, y.map((at, i) => at - other[i])],
}

const product: Operation = {
  name: 'times',
  sign: '*',
  apply: (a, b) => a * b,
  left(x, y, other) {
    const limit = STRONG * other.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    const isStrong = (_: number, i: number) => other[i] !== 0 && Math.abs(other[i]) >= limit
    const kept = x.filter(isStrong)
    return kept.length > 0 ? [kept, y.map((at, i) => at / other[i]).filter(isStrong)] : [x, y]
  },
}

/**
 * Starts of both by turns, each on what the other leaves (backfitting, Hastie & Tibshirani 1986), once with either one
 * first; the pair that leaves least is kept.
 */
function turns({ apply, left }: Operation, a: ReadyModel, b: ReadyModel, x: Float64Array, y: Float64Array): number[] {
  let best: number[] = []
  let least = Number.POSITIVE_INFINITY
  for (const first of [0, 1]) {
    const models = [a, b]
    const found: number[][] = [[], []]
    const values: Float64Array[] = []
    for (let turn = 0; turn < 2 * SWEEPS; turn++) {
      const k = (turn + first) % 2
      const other = values[1 - k]
      const start = models[k].start(...(other ? left(x, y, other) : ([x, y] as const)))
      found[k] = models[k].parameters.map(name => start[name])
      values[k] = x.map(at => models[k].value(at, found[k]))
      if (!other) continue
      const rss = y.reduce((all, at, i) => all + (at - apply(values[0][i], values[1][i])) ** 2, 0)
      if (rss < least || best.length === 0) [least, best] = [rss, found.flat()]
    }
  }
  return best
}

/** The bounds of a part under its new names. */
const boundsAs = ({ bounds = {}, parameters }: ReadyModel, names: readonly string[]): ReadyModel['bounds'] =>
  Object.fromEntries(parameters.flatMap((name, k) => (bounds[name] ? [[names[k], bounds[name]] as const] : [])))

function compose(operation: Operation, a: ReadyModel, b: ReadyModel): ReadyModel {
  for (const part of [a, b] as unknown[])
    if (!isObject(part) || part.kind !== 'ready')
      throw new WoodburyError(
        'BAD_MODEL',
        `${operation.name}: ${show(part)} is no ready-made model. Pass two, as in ${operation.name}(gaussian(), line()).`,
      )
  const [one, other] = [recipeOf(a), recipeOf(b)]
  const [left, right] = distinct(a.parameters, b.parameters)
  const size = left.length
  return readyModel(
    a.name + operation.sign + b.name,
    [...left, ...right],
    renamed(a.expression, a.parameters, left) + operation.sign + renamed(b.expression, b.parameters, right),
    (x, p) => operation.apply(a.value(x, p.slice(0, size)), b.value(x, p.slice(size))),
    (x, y) => turns(operation, a, b, x, y),
    one && other ? [operation.name, one, other] : null,
    { ...boundsAs(a, left), ...boundsAs(b, right) },
  )
}

/**
 * a + b, as in `plus(gaussian(), line())`. A name that both have gets 1 in the first and 2 in the second; a third height
 * becomes height3. Start: each on what the other leaves, in turns.
 * @throws WoodburyError BAD_MODEL for what is no ready-made model
 */
export const plus = (a: ReadyModel, b: ReadyModel): ReadyModel => compose(sum, a, b)

/**
 * a · b, names as for `plus`. Start: each on y divided by the other, where that one is large, in turns. Two factors with a
 * height each have one too many: fix one of them.
 */
export const times = (a: ReadyModel, b: ReadyModel): ReadyModel => compose(product, a, b)
