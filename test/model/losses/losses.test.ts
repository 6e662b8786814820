import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { outputsOf } from '../../../src/model/losses/outputs.js'
import { lossOf } from '../../../src/model/losses/table.js'
import { stream } from '../../../src/random/index.js'
import { type PlainName, plainLosses, plainNames } from '../../reference/losses.js'

const OUTPUTS = 5
const random = stream(1, 60)

/** Logits from mild to saturated, with every kind of target the loss takes. */
function draws(name: PlainName): { z: Float64Array; y: Int32Array | Float64Array; plain: number[] }[] {
  return [0.5, 3, 12, 30].flatMap(scale =>
    Array.from({ length: 8 }, (_, k) => {
      const z = Float64Array.from({ length: OUTPUTS }, () => scale * random.normal())
      if (name === 'softmaxCrossEntropy') return { z, y: Int32Array.of(k % OUTPUTS), plain: [k % OUTPUTS] }
      const values = Array.from({ length: OUTPUTS }, () =>
        name === 'sigmoidCrossEntropy' ? random.below(2) : random.normal(),
      )
      return { z, y: Float64Array.from(values), plain: values }
    }),
  )
}

const close = (a: number, b: number, tolerance: number, what: string): void => {
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${what}: ${a} and ${b}`)
}

const m = OUTPUTS
for (const name of plainNames) {
  const loss = lossOf(name)
  const plain = plainLosses[name]
  const q = loss.rows(m)
  const seen = (z: Float64Array) => outputsOf(loss, z, m)

  test(`${name}: value, gradient and Hessian product equal their definitions to 1e-12`, () => {
    const r = new Float64Array(m)
    const Hv = new Float64Array(m)
    for (const { z, y, plain: target } of draws(name)) {
      if (Math.max(...z.map(Math.abs)) < 25)
        close(loss.value(seen(z), 0, m, y, 0), plain.value([...z], target), 1e-12, 'value')
      loss.gradient(seen(z), 0, m, y, 0, r)
      plain.gradient([...z], target).forEach((value, a) => {
        close(r[a], value, 1e-12, 'gradient')
      })
      const v = Float64Array.from({ length: m }, () => random.normal())
      loss.hessianProduct(seen(z), 0, m, y, 0, v, Hv)
      plain.hessian([...z]).forEach((row, a) => {
        close(
          Hv[a],
          row.reduce((sum, h, b) => sum + h * v[b], 0),
          1e-12,
          'H v',
        )
      })
    }
  })

  test(`${name}: the gradient is the slope of the value (central differences, 1e-7)`, () => {
    const r = new Float64Array(m)
    for (const { z, y } of draws(name).slice(0, 16)) {
      loss.gradient(seen(z), 0, m, y, 0, r)
      for (let a = 0; a < m; a++) {
        const at = (step: number) => loss.value(seen(z.map((x, k) => (k === a ? x + step : x))), 0, m, y, 0)
        close(r[a], (at(1e-5) - at(-1e-5)) / 2e-5, 1e-7, `∂/∂z_${a}`)
      }
    }
  })

  test(`${name}: L Lᵀ = H to 1e-12 with ${q} columns, L s = r to 1e-9, and s has no component that L does not see`, () => {
    const L = new Float64Array(m * m)
    const s = new Float64Array(m)
    const r = new Float64Array(m)
    for (const { z, y } of draws(name)) {
      loss.factor(seen(z), 0, m, y, 0, L, s)
      plain.hessian([...z]).forEach((row, b) => {
        row.forEach((h, c) => {
          let sum = 0
          for (let a = 0; a < q; a++) sum += L[a * m + b] * L[a * m + c]
          close(sum, h, 1e-12, `H[${b},${c}]`)
        })
      })
      loss.gradient(seen(z), 0, m, y, 0, r)
      for (let c = 0; c < m; c++) {
        let sum = 0
        for (let a = 0; a < q; a++) sum += L[a * m + c] * s[a]
        close(sum, r[c], 1e-9, `r[${c}] of ${[...z]}`)
      }
    }
  })

  test(`${name}: ${loss.combination ? 'L v (L v)ᵀ over all 32 signs v has the mean H, to 1e-12' : 'outputs that share nothing have no combination'}`, () => {
    if (!loss.combination) return assert.is.not(name, 'softmaxCrossEntropy')
    const Lv = new Float64Array(m)
    for (const { z } of draws(name)) {
      const mean = new Float64Array(m * m)
      for (let bits = 0; bits < 32; bits++) {
        const v = Float64Array.from({ length: m }, (_, a) => ((bits >> a) & 1 ? 1 : -1))
        loss.combination(seen(z), 0, m, v, Lv)
        for (let a = 0; a < m; a++) for (let b = 0; b < m; b++) mean[a * m + b] += (Lv[a] * Lv[b]) / 32
      }
      plain.hessian([...z]).forEach((row, a) => {
        row.forEach((h, b) => {
          close(mean[a * m + b], h, 1e-12, `H[${a},${b}]`)
        })
      })
    }
  })

  test(`${name}: saturated logits of ±800 and 1e4 stay finite everywhere`, () => {
    const L = new Float64Array(m * m)
    const s = new Float64Array(m)
    const out = new Float64Array(m)
    for (const size of [800, 1e4])
      for (const [z, label] of [
        [[size, -size, 0, 1, 2], 1],
        [[-size, -size, -size, -size, size], 0],
      ] as const) {
        const logits = Float64Array.from(z)
        const y =
          name === 'softmaxCrossEntropy'
            ? Int32Array.of(label)
            : Float64Array.from({ length: m }, (_, a) => (a === label ? 1 : 0))
        loss.factor(seen(logits), 0, m, y, 0, L, s)
        loss.gradient(seen(logits), 0, m, y, 0, out)
        assert.ok([...L.subarray(0, q * m), ...s.subarray(0, q), ...out].every(Number.isFinite))
        assert.ok(Number.isFinite(loss.value(seen(logits), 0, m, y, 0)))
      }
  })

  test(`${name}: gradients with drawn targets have mean 0 and second moment H, within 5 standard errors of 20,000 draws`, () => {
    const z = Float64Array.from([0.3, -0.7, 1.1, 0, -0.2])
    const N = 20_000
    const u = new Float64Array(m)
    const mean = new Float64Array(m)
    const second = new Float64Array(m * m)
    for (let i = 0; i < N; i++) {
      loss.sampledGradient?.(seen(z), 0, m, stream(5, 61, i), u)
      for (let a = 0; a < m; a++) {
        mean[a] += u[a] / N
        for (let b = 0; b < m; b++) second[a * m + b] += (u[a] * u[b]) / N
      }
    }
    const budget = (5 * (name === 'meanSquaredError' ? Math.sqrt(2) : 0.5)) / Math.sqrt(N)
    for (let a = 0; a < m; a++) assert.ok(Math.abs(mean[a]) <= budget, `mean ${mean[a]}`)
    plain.hessian([...z]).forEach((row, a) => {
      row.forEach((h, b) => {
        assert.ok(Math.abs(second[a * m + b] - h) <= budget, `${second[a * m + b]} for ${h}`)
      })
    })
  })
}

test.run()
