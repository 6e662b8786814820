import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Context } from '../../bench/context.js'
import { numpyTsOf } from '../../bench/rivals/numpy-ts.js'
import { float64Cholesky, float64Products } from '../../bench/suites/float64.js'

test('products and factors are those of numpy-ts, or numpy-ts is named absent', async () => {
  const rows: Parameters<Context['add']>[0][] = []
  const absent = new Set<string>()
  const context: Context = {
    engine: 'node20',
    build: 'plain',
    quick: true,
    patience: { warm: 0, rounds: 1 },
    wants: () => true,
    add: row => rows.push(row),
    used: () => {},
    missing: name => absent.add(name),
  }
  await float64Products(context)
  await float64Cholesky(context)
  if (await numpyTsOf()) {
    assert.equal(
      rows.map(({ name }) => name),
      ['matmul.f64.n256', 'cholesky.f64.n256'],
    )
    for (const { residual } of rows) assert.ok(residual < 1e-13)
  } else assert.equal([rows, [...absent]], [[], ['numpy-ts']])
})

test.run()
