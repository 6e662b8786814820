/** Values that no function expects, in every place of every public function: always a WoodburyError, never anything else. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as api from '../src/index.js'
import { WoodburyError } from '../src/index.js'

const cyclic: Record<string, unknown> = { name: 'cyclic' }
cyclic.self = cyclic
let nested: unknown = 1
for (let depth = 0; depth < 2000; depth++) nested = [nested]

const garbage: readonly [name: string, value: unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-1', -1],
  ['2.5', 2.5],
  ['1e300', 1e300],
  ['empty text', ''],
  ['text', 'abc'],
  ['true', true],
  ['bigint', 10n],
  ['symbol', Symbol('s')],
  ['function', () => 1],
  ['empty object', {}],
  ['object', { foo: 1 }],
  ['empty array', []],
  ['[[]]', [[]]],
  ['ragged', [[1, 2], [3]]],
  ['[NaN]', [[Number.NaN]]],
  ['nested', nested],
  ['cyclic', cyclic],
  ['proxied map', new Proxy(new Map(), {})],
  ['proxied bytes', new Proxy(new Uint8Array(2), {})],
  ['proxied expression', new Proxy(/a/, {})],
  ['big integers', new BigInt64Array(3)],
  ['view', new DataView(new ArrayBuffer(8))],
  ['date', new Date(0)],
  ['map', new Map()],
  ['bytes', new Uint8Array([1, 2, 3])],
  ['empty floats', new Float32Array(0)],
  ['data without shape', { data: new Float32Array(4) }],
  ['wrong shape', { data: new Float32Array(4), shape: [3, 3] }],
  ['negative shape', { data: new Float32Array(4), shape: [-2, -2] }],
]

const net = api.sequential({ input: 1, seed: 0 }, [api.dense(2, 'tanh'), api.dense(1)])
const data = { x: [[0], [1], [2]], y: [[0], [1], [4]] }
const bytes = new TextEncoder().encode('a,b\n1,2\n3,4\n')
const good = { data: [net, data, { steps: 2 }], quick: { steps: 2 } }

/** Every function with arguments that work; each in turn is replaced by garbage. */
const calls: readonly [name: keyof typeof api, args: readonly unknown[]][] = [
  ...api.optimizers().map(({ name }): [keyof typeof api, readonly unknown[]] => [name as keyof typeof api, [{}]]),
  ['activation', ['tanh']],
  ['add', [api.input(2), api.input(2)]],
  ['armData', [{ samples: 10 }]],
  ['concat', [api.input(2), api.input(2)]],
  ['connect', [api.dense(2), api.input(2)]],
  ['constant', [1]],
  ['cosine', [1]],
  ['dampingSchedule', [{}]],
  ['dampings', []],
  ['backtracking', [{}]],
  ['gradientNorm', [{}]],
  ['optimizers', []],
  ['csvDataSet', [bytes, { target: 'b' }]],
  ['csvInputRows', [bytes, ['a'], {}]],
  ['csvInputs', [bytes, ['a'], {}]],
  ['dense', [2, 'tanh', {}]],
  ['evaluate', [net, data, { loss: 'meanSquaredError' }]],
  ['fileKind', [bytes]],
  ['fit', good.data],
  ['fitCurve', ['a*x', { x: [1, 2, 3], y: [2, 4, 6] }, { start: { a: 1 } }]],
  ['fitMany', ['a*x', [1, 2, 3], [[2, 4, 6]], { start: { a: 1 } }]],
  ['freeze', [net, 'dense_0']],
  ['gainRatio', [{}]],
  ['idxDataSet', [new Uint8Array(3), new Uint8Array(3), {}]],
  ['init', [{}]],
  ['input', [2, 'x']],
  ['libsvmDataSet', [new TextEncoder().encode('1 1:2\n0 1:3\n'), {}]],
  ['leastSquares', [(p: number[]) => [p[0] - 1, p[0] - 2], [1], {}]],
  ['linear', [1]],
  ['load', [api.save(net), {}]],
  ['lossOf', ['poisson']],
  ['model', [api.input(2), api.connect(api.dense(1), api.input(2)), {}]],
  ['nielsen', [{}]],
  ['npyDataSet', [new Uint8Array(3), new Uint8Array(3), {}]],
  ['parseCsv', [bytes, {}]],
  ['predict', [net, [[1]], {}]],
  ['register', [{}]],
  ['residualVariance', [{}]],
  ['residuals', [() => []]],
  ['report', [{ title: 't', runs: [] }]],
  ['save', [net]],
  ['sequential', [{ input: 1 }, [api.dense(1)]]],
  ['split', [api.armData({ samples: 10 }), 0.2, 1]],
  ['summary', [net]],
  ['followLoss', [{}]],
  ['rowNorm', [{}]],
  ['forecast', [api.fit(net, data, { steps: 1 })]],
  ['unfreeze', [net, 'dense_0']],
  ['variational', [{ potential: 'x^2' }]],
  ['unpack', [bytes, 'file']],
]

/** What a call came to. */
async function outcome(name: keyof typeof api, args: readonly unknown[]): Promise<unknown> {
  try {
    // biome-ignore lint/performance/noDynamicNamespaceImportAccess: the table goes through all of it
    return await (api[name] as (...args: unknown[]) => unknown)(...args)
  } catch (error) {
    return error
  }
}

for (const [name, args] of calls)
  test(`${name}: garbage in any place is refused by a WoodburyError, unless it is legal there`, async () => {
    for (let place = 0; place < args.length; place++)
      for (const [what, value] of garbage) {
        const result = await outcome(
          name,
          args.map((arg, k) => (k === place ? value : arg)),
        )
        const said = `${name}(argument ${place} = ${what})`
        if (result instanceof Error) {
          assert.ok(result instanceof WoodburyError, `${said}: ${result.stack}`)
          assert.ok(
            result.message.length > 15 && !/undefined is not|cannot read/i.test(result.message),
            `${said}: ${result.message}`,
          )
        } else assert.ok(isLegal(name, place, what), `${said} was taken: ${String(result)}`)
      }
  })

const LEFT_OUT = ['undefined', 'empty object']

const parts = [
  'backtracking',
  'dampingSchedule',
  'followLoss',
  'gainRatio',
  'gradientNorm',
  'nielsen',
  'residualVariance',
  'rowNorm',
]
const described = [...parts, ...api.optimizers().map(({ name }) => name)]

/** What is legal after all, by function and place. */
const legal: Readonly<Record<string, Readonly<Record<number, readonly string[]>>>> = {
  ...Object.fromEntries(described.map(name => [name, { 0: LEFT_OUT }])),
  armData: { 0: LEFT_OUT },
  constant: { 0: ['2.5', '1e300'] },
  cosine: { 0: ['2.5', '1e300'] },
  // No column at all makes rows of nothing.
  csvInputRows: { 1: ['empty array'], 2: LEFT_OUT },
  csvInputs: { 1: ['empty array'], 2: LEFT_OUT },
  dense: { 1: ['undefined'], 2: LEFT_OUT },
  evaluate: { 2: LEFT_OUT },
  fileKind: { 0: ['bytes', 'proxied bytes'] },
  fit: { 2: LEFT_OUT },
  // A model that is always 1 says that its parameter has no effect.
  fitCurve: { 0: ['function'] },
  // Bytes are three numbers, as x has to be.
  fitMany: { 0: ['function'], 1: ['bytes'] },
  freeze: { 1: ['undefined'] },
  init: { 0: LEFT_OUT },
  input: { 1: ['undefined', 'text'] },
  libsvmDataSet: { 1: LEFT_OUT },
  leastSquares: { 1: ['proxied bytes'], 2: LEFT_OUT },
  linear: { 0: ['2.5', '1e300'] },
  load: { 1: LEFT_OUT },
  parseCsv: { 0: ['bytes', 'proxied bytes'], 1: LEFT_OUT },
  register: { 0: ['empty object'] },
  // It is called at fit.
  residuals: { 0: ['function'] },
  // Three rows of the one input.
  predict: { 1: ['bytes', 'proxied bytes'], 2: LEFT_OUT },
  split: { 2: ['undefined', '-1'] },
  unfreeze: { 1: ['undefined'] },
  // The second is a name for messages.
  unpack: { 0: ['bytes', 'proxied bytes'], 1: garbage.map(([what]) => what) },
}

const isLegal = (name: string, place: number, what: string) => legal[name]?.[place]?.includes(what) ?? false

test('every public function stands in the table', () => {
  const functions = Object.entries(api)
    .filter(([, value]) => typeof value === 'function')
    .map(([name]) => name)
  const free = ['WoodburyError', 'bestSimdBuild', 'dispose', 'idxInputs', 'info', 'libsvmInputs', 'npyInputs']
  const missing = functions.filter(name => !free.includes(name) && !calls.some(([known]) => known === name))
  assert.equal(missing, [])
})

/** Every option of fit with what of the garbage is legal there; to leave one out always is. */
const options: Readonly<Record<keyof api.FitOptions, readonly string[]>> = {
  objective: [],
  loss: [],
  lossWeights: ['empty object'],
  optimizer: [],
  epochs: ['2.5', '1e300'],
  steps: [],
  seconds: ['2.5', '1e300'],
  flops: ['2.5', '1e300'],
  validation: [],
  earlyStopping: [],
  weightDecay: ['2.5', '1e300'],
  regularization: [],
  classWeights: [],
  noise: [],
  standardize: ['true'],
  seed: ['-1'],
  threads: [],
  dtype: [],
  signal: [],
  onStep: ['function'],
  onEpoch: ['function'],
  checkpointEvery: [],
  onCheckpoint: [],
  resume: [],
  onWarning: ['function'],
  transfer: ['true'],
  profile: ['true'],
}

for (const [option, taken] of Object.entries(options))
  test(`fit: option ${option} refuses garbage by a WoodburyError that names it`, async () => {
    for (const [what, value] of garbage) {
      const result = await outcome('fit', [net, data, { steps: 2, [option]: value }])
      const said = `${option} = ${what}`
      if (result instanceof Error) {
        assert.ok(result instanceof WoodburyError, `${said}: ${result.stack}`)
        assert.ok(result.message.includes(option), `${said}: ${result.message}`)
      } else {
        assert.ok(what === 'undefined' || taken.includes(what), `${said} was taken`)
        assert.ok((result as api.FitResult).model.params.every(Number.isFinite), said)
      }
    }
  })

test.run()
