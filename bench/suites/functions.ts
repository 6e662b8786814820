import { type Context, versus } from '../context.js'
import { interleave } from '../interleave.js'
import { randoms } from '../kit.js'
import { functionKernels } from '../own-modules.js'

const COUNT = 1_000_000

/** Spacing of the float32 numbers at y. */
const ulp = (y: number) => 2 ** (Math.floor(Math.log2(Math.max(Math.abs(y), 2 ** -126))) - 23)

/** exp and tanh over normal numbers, new ones every run so that no branch predictor learns them. */
export async function functionRows(context: Context): Promise<void> {
  for (const name of ['exp', 'tanh'] as const) {
    if (!context.wants(`${name}.f32`)) continue
    const of = Math[name]
    const { kernel, views } = functionKernels(context.build, name, COUNT, 5)
    const [result, ...inputs] = views
    for (const [k, { values }] of inputs.entries()) {
      const u = randoms(COUNT, 'float32', k + 1)
      // Sums of three even numbers: close to normal, with a deviation of 2.
      for (let i = 0; i < COUNT; i++) values[i] = 4 * (u[i] + u[(i + 7) % COUNT] + u[(i + 31) % COUNT])
    }
    const plain = inputs.map(({ values }) => values.slice())
    const theirResult = new Float32Array(COUNT)
    let round = 0
    const ours = () => kernel(inputs[round++ % 4].at, result.at, COUNT)
    const theirs = () => {
      const x = plain[round++ % 4]
      for (let i = 0; i < COUNT; i++) theirResult[i] = of(x[i])
    }
    kernel(inputs[0].at, result.at, COUNT)
    let residual = 0
    for (let i = 0; i < COUNT; i++) {
      const exact = of(plain[0][i])
      residual = Math.max(residual, Math.abs(result.values[i] - exact) / ulp(exact))
    }
    const times = await interleave([{ run: ours }, { run: theirs }], context.patience)
    const figure = (ms: number) => (1e6 * ms) / COUNT
    versus(context, `${name}.f32`, 'Math', times, residual, { unit: 'ns', figure })
  }
}
