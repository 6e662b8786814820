import { test } from 'uvu'
import { type LossSpec, lossNames, lossOf } from '../../../src/index.js'
import { outputsOf } from '../../../src/model/losses/outputs.js'
import { assertClose } from '../../helpers/assert-close.js'

const options: Partial<Record<string, LossSpec>> = {
  negativeBinomial: { kind: 'negativeBinomial', k: 1.3 },
  huber: { kind: 'huber', delta: 0.7 },
  quantile: { kind: 'quantile', q: 0.3, width: 0.6 },
}

const h = 1e-6

for (const name of lossNames)
  test(`${name}: ∂²l/∂z² is the derivative of ∂l/∂z, as the exact Hessian takes it`, () => {
    const loss = lossOf(options[name] ?? name)
    const targets = loss.labels
      ? Int32Array.of(1, 0)
      : Float64Array.from({ length: 4 / loss.unitsPerColumn }, (_, k) => k % 2)
    const m = 2
    const z = Float64Array.of(0.3, -0.8, 1.9, 0.45)
    const gradientAt = (moved: Float64Array, i: number) => {
      const out = new Float64Array(m)
      loss.gradient(outputsOf(loss, moved, m), i * m, m, targets, i, out)
      return out
    }
    for (const i of [0, 1])
      for (const a of [0, 1]) {
        const [more, less] = [z.slice(), z.slice()]
        more[i * m + a] += h
        less[i * m + a] -= h
        const [above, below] = [gradientAt(more, i), gradientAt(less, i)]
        const out = new Float64Array(m)
        const v = Float64Array.of(+(a === 0), +(a === 1))
        const product = loss.secondDerivative ?? loss.hessianProduct
        product.call(loss, outputsOf(loss, z, m), i * m, m, targets, i, v, out)
        assertClose(
          out,
          above.map((value, b) => (value - below[b]) / (2 * h)),
          1e-7,
        )
      }
  })

test.run()
