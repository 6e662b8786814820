import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bundleInto, JAX } from '../../bench/places/bundle.js'
import { inDeno } from '../../bench/places/deno.js'
import { tasks } from '../../bench/places/measure.js'
import { rivalPath } from '../../bench/rivals/resolve.js'

const isHere = (path: string) => rivalPath(path) !== undefined

test('a place computes the same product on one thread and on two as jax-js does; what is not installed is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-places-'))
  try {
    const bundled = await bundleInto(folder)
    assert.is(bundled, isHere('@jax-js/jax/dist'))
    if (!bundled) return
    for (const file of ['entry.js', 'web-helper.js', JAX]) assert.ok(existsSync(join(folder, file)))
    const products = tasks.filter(({ name }) => name.startsWith('matmul'))
    const patience = { warm: 0, rounds: 1 }
    const report = await inDeno(folder, { build: 'plain', patience, tasks: products })
    assert.is(report !== undefined, isHere('deno/bin.cjs'))
    if (!report) return
    assert.equal(
      products.map(({ threads }) => threads),
      [1, 2],
    )
    assert.ok(report.jaxThreads >= 1)
    for (const { residual } of report.measured) assert.ok(residual < 1e-5)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.run()
