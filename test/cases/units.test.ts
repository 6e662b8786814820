import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  connect,
  dense,
  evaluate,
  fit,
  input,
  load,
  model,
  predict,
  save,
  sequential,
  smwGN,
} from '../../src/index.js'
import { predict as predictAlone } from '../../src/predict.js'
import { refuses } from '../helpers/refuses.js'

const t = Array.from({ length: 120 }, (_, i) => i / 20 - 3)
const x = t.map(value => [value])
const curve = t.map(value => Math.sin(value))

const deviationOf = (values: readonly number[]) => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const largest = Math.max(...values.map(v => Math.abs(v - mean)))
  return largest * Math.sqrt(values.reduce((sum, v) => sum + ((v - mean) / largest) ** 2, 0) / values.length)
}

const units: Readonly<Record<string, (value: number) => number>> = {
  'near 1e-46': v => 1e-46 * v,
  'near 1e51': v => 1e51 * v,
  '1.7e9 + 100 sin': v => 1.7e9 + 100 * v,
  'near 1e-300': v => 1e-300 * v,
  'near 1e150': v => 1e150 * v,
  '-3e9 + 0.01 sin': v => -3e9 + 0.01 * v,
}

for (const [name, unit] of Object.entries(units))
  for (const dtype of ['float32', 'float64'] as const)
    test(`targets ${name}, ${dtype}: a Float64Array within 2 % of their deviation, in both entries and from the file`, async () => {
      const y = curve.map(unit)
      const net = sequential({ input: 1, seed: 1, dtype }, [dense(24, 'tanh'), dense(1)])
      const fitted = await fit(net, { x, y }, { optimizer: smwGN(), steps: 40, standardize: true })
      const allowed = 0.02 * deviationOf(y)
      for (const apply of [predict, predictAlone]) {
        const { data } = await apply(load(save(fitted.model)), x)
        assert.instance(data, Float64Array)
        const worst = Math.max(...y.map((v, i) => Math.abs(data[i] - v)))
        assert.ok(worst <= allowed, `off by ${worst}, allowed ${allowed}`)
      }
      const { rmse = Number.NaN, loss } = await evaluate(fitted.model, { x, y })
      assert.ok(rmse <= allowed, `rmse ${rmse}`)
      if (rmse ** 2 > 1e-290) assert.ok(Math.abs(loss - rmse ** 2) <= 1e-9 * loss, `${loss} for ${rmse} squared`)
    })

test('predict gives a Float64Array for float64 models and scaled targets, else a Float32Array', async () => {
  const raw = sequential({ input: 1 }, [dense(1)])
  assert.instance((await predict(raw, x)).data, Float32Array)
  assert.instance((await predict(raw, x, { dtype: 'float64' })).data, Float64Array)
  assert.instance((await predict(sequential({ input: 1, dtype: 'float64' }, [dense(1)]), x)).data, Float64Array)
  const scaled = await fit(raw, { x, y: curve }, { steps: 1, standardize: true })
  assert.instance((await predict(scaled.model, x)).data, Float64Array)
  const { model: classifier } = await fit(
    sequential({ input: 1 }, [dense(2)]),
    { x, y: Int32Array.from(curve, v => (v > 0 ? 1 : 0)) },
    { steps: 1, standardize: true },
  )
  assert.instance((await predict(classifier, x)).data, Float32Array)
})

const force = t.map(v => 0.4 * Math.sin(3 * v) + 2)
const strain = t.map(v => 2e-5 * Math.cos(2 * v))
const two = { x, y: t.map((_, i) => [force[i], strain[i]]), columns: ['t'], targets: ['force', 'strain'] }
const small = sequential({ input: 1, seed: 2, dtype: 'float64' }, [dense(6, 'tanh'), dense(2)])

/** √ of the mean of squares of one column, by hand. */
const rmsOf = (data: ArrayLike<number>, column: number, of: readonly number[]) =>
  Math.sqrt(of.reduce((sum, v, i) => sum + (data[2 * i + column] - v) ** 2, 0) / of.length)

test('several targets have one figure each, in its own unit and under its name', async () => {
  const fitted = await fit(small, two, { steps: 15, standardize: true })
  assert.equal(fitted.warnings, [])
  const { data } = await predict(fitted.model, x)
  const { rmse = 0, targets = {} } = await evaluate(fitted.model, two)
  const [a, b] = [rmsOf(data, 0, force), rmsOf(data, 1, strain)]
  assert.equal(Object.keys(targets), ['force', 'strain'])
  assert.ok(Math.abs((targets.force.rmse ?? 0) - a) < 1e-9 * a && Math.abs((targets.strain.rmse ?? 0) - b) < 1e-9 * b)
  assert.ok(b < 2e-5 && Math.abs(rmse - Math.sqrt((a * a + b * b) / 2)) < 1e-9 * rmse)
})

test('targets without names are counted, outputs of a graph keep theirs', async () => {
  const unnamed = await evaluate(small, { x, y: two.y }, { loss: 'meanSquaredError' })
  assert.equal(Object.keys(unnamed.targets ?? {}), ['0', '1'])
  const t0 = input(1, 't')
  const net = model(t0, { kind: connect(dense(2), t0), place: connect(dense(2), t0), size: connect(dense(1), t0) })
  const loss = { kind: 'softmaxCrossEntropy', place: 'meanSquaredError', size: 'meanSquaredError' } as const
  const y = { kind: new Int32Array(120), place: two.y, size: force }
  const { targets = {}, rmse, accuracy } = await evaluate(net, { x, y }, { loss })
  assert.equal(Object.keys(targets), ['kind', 'place.0', 'place.1', 'size'])
  assert.equal([rmse, accuracy, targets.kind.rmse], [undefined, undefined, undefined])
  assert.ok((targets.kind.accuracy ?? -1) >= 0 && (targets.size.rmse ?? 0) > 0)
})

const apart =
  /^targets vary on scales 1000 times apart and more \(force by 0\.\d+, strain by 0?\.?\d.*\): .*standardize: true/

test('unscaled outputs 1e3 apart are warned of by name; scaled ones, nearer ones and weighted heads are not', async () => {
  const warned = async (strains: readonly number[], options = {}) =>
    (await fit(small, { ...two, y: force.map((f, i) => [f, strains[i]]) }, { steps: 1, ...options })).warnings
  assert.match((await warned(strain)).join(), apart)
  assert.match((await warned(strain, { optimizer: adam() })).join(), apart)
  assert.equal(await warned(strain, { standardize: true }), [])
  assert.equal(await warned(strain.map(v => 40 * v)), [])
  const t0 = input(1, 't')
  const net = model(t0, { force: connect(dense(1), t0), strain: connect(dense(1), t0) })
  const heads = { x, y: { force, strain } }
  assert.match((await fit(net, heads, { steps: 1 })).warnings.join(), apart)
  assert.equal((await fit(net, heads, { steps: 1, lossWeights: { strain: 1e8 } })).warnings, [])
})

const lost = (name: string) =>
  new RegExp(`float32 cannot show column 0 of "${name}" \\(.*standardize: true, or dtype: 'float64'`)

for (const name of ['near 1e-46', '1.7e9 + 100 sin'])
  test(`inputs or targets ${name} that float32 loses unscaled are warned of, in every form`, async () => {
    const values = curve.map(units[name])
    const net = sequential({ input: 1 }, [dense(1)])
    const warned = async (data: Parameters<typeof fit>[1], options = {}) =>
      (await fit(net, data, { steps: 1, ...options })).warnings.join()
    for (const y of [
      values,
      values.map(v => [v]),
      Float64Array.from(values),
      { data: values, shape: [120, 1] },
    ] as const) {
      assert.match(await warned({ x, y: y as number[] }), lost('dense_0'))
      assert.match(await warned({ x: y as number[], y: curve }), lost('input_0'))
      assert.is(await warned({ x, y: y as number[] }, { standardize: true }), '')
      assert.is(await warned({ x, y: y as number[] }, { dtype: 'float64' }), '')
    }
    assert.is(await warned({ x, y: curve.map(v => 1e3 + v) }), '')
  })

test('an array of another library that is a view with strides is refused', async () => {
  const view = { data: new Float64Array(6), shape: [3, 2], stride: [1, 3], offset: 0 } as never
  await refuses(() => fit(sequential({ input: 2 }, [dense(1)]), { x: view, y: [1, 2, 3] }), {
    code: 'BAD_VALUE',
    says: ['a view with strides [1, 3]'],
  })
})

test.run()
