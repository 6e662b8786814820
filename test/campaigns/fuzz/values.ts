import * as fc from 'fast-check'
import { editLists } from './edits.js'

/** A value that no function expects, of every make. */
const oddities: readonly unknown[] = [
  undefined,
  null,
  true,
  '',
  'abc',
  'auto',
  'full',
  '__proto__',
  10n,
  Symbol('s'),
  () => 1,
  {},
  [],
  [[]],
  [[1, 2], [3]],
  [Number.NaN],
  { data: new Float32Array(4), shape: [3, 3] },
  { data: new Float32Array(4) },
  new Date(0),
  new Map(),
  new Set([1]),
  new Uint8Array([1, 2, 3]),
  new Float32Array(0),
  new Float64Array([1, Number.NaN]),
  new DataView(new ArrayBuffer(4)),
  Object.create(null),
  new Proxy({}, {}),
  Promise.resolve(1),
]

/** Numbers where checks turn. */
export const numbers: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 2, 0.5, 3, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  fc.constantFrom(1e-300, 1e-46, 1e-8, 1e5, 1e30, 1e39, 1e300, 2 ** 31, 2 ** 32, 2 ** 53, Number.MAX_SAFE_INTEGER),
  fc.double(),
  fc.integer({ min: -3, max: 9 }),
)

const garbage: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: numbers },
  { weight: 2, arbitrary: fc.constantFrom(...oddities) },
  {
    weight: 1,
    arbitrary: fc.anything({
      values: [numbers, fc.string(), fc.boolean()],
      maxDepth: 2,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
    }),
  },
)

type Edit = (value: unknown) => unknown

const isTree = (value: unknown): value is Record<string, unknown> | unknown[] =>
  Array.isArray(value) ||
  (typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value)))

/** Puts in the place of one node, found by the choices at each level, what `edit` makes of it and its parent's key. */
function edited(value: unknown, [choice, ...rest]: readonly number[], edit: Edit): unknown {
  if (choice === undefined || !isTree(value)) return edit(value)
  const keys = Object.keys(value)
  if (keys.length === 0) return edit(value)
  const key = keys[choice % keys.length]
  const copy = (Array.isArray(value) ? value.slice() : { ...value }) as Record<string, unknown>
  copy[key] = edited(copy[key], rest, edit)
  return copy
}

const withoutKey =
  (choice: number): Edit =>
  value => {
    if (!isTree(value) || Object.keys(value).length === 0) return undefined
    const keys = Object.keys(value)
    if (Array.isArray(value)) return value.filter((_, k) => k !== choice % keys.length)
    return Object.fromEntries(Object.entries(value).filter(([key]) => key !== keys[choice % keys.length]))
  }

const withKey =
  (key: string, added: unknown): Edit =>
  value => {
    if (Array.isArray(value)) return [...value, added]
    return isTree(value) ? { ...value, [key]: added } : added
  }

const textOf: Edit = value => (['string', 'number', 'boolean'].includes(typeof value) ? String(value) : 'text')

const edits: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: garbage.map(
      (value): Edit =>
        () =>
          value,
    ),
  },
  { weight: 1, arbitrary: fc.nat(9).map(withoutKey) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('x', 'units', 'lambda', 'constructor', 'length'), garbage)
      .map(([key, value]) => withKey(key, value)),
  },
  { weight: 1, arbitrary: fc.constant<Edit>(value => [value]) },
  { weight: 1, arbitrary: fc.constant<Edit>(textOf) },
)

/** Sound trees of plain values, and such in which up to two nodes were replaced, removed, added or wrapped. */
export function bent<T>(
  whole: fc.Arbitrary<T>,
  sound = 4,
): fc.Arbitrary<{ readonly value: T; readonly whole: boolean }> {
  const edit = fc.tuple(fc.array(fc.nat(999), { minLength: 1, maxLength: 5 }), edits)
  return fc.tuple(whole, editLists(edit, sound, 2)).map(([value, list]) => ({
    value: list.reduce<unknown>((tree, [path, change]) => edited(tree, path, change), value) as T,
    whole: list.length === 0,
  }))
}

/** Options of which at most two are set, as most callers do: all at once would hardly ever fit one file. */
export function few<T>(fields: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  const names = Object.keys(fields) as (keyof T)[]
  return fc
    .tuple(fc.record(fields), fc.subarray(names, { maxLength: 2 }))
    .map(([all, chosen]) => Object.fromEntries(chosen.map(name => [name, all[name]])) as Partial<T>)
}
