import { type Context, versus } from '../context.js'
import { interleave } from '../interleave.js'
import { Kit } from '../kit.js'

const COUNT = 1_000_000

/** Spacing of the float32 numbers at y. */
const ulp = (y: number) => 2 ** (Math.floor(Math.log2(Math.max(Math.abs(y), 2 ** -126))) - 23)

/** exp and tanh over normal numbers, new ones every run so that no branch predictor learns them. */
export async function functionRows(context: Context): Promise<void> {
  for (const name of ['exp', 'tanh'] as const) {
    if (!context.wants(`${name}.f32`)) continue
    const of = Math[name]
    const kit = new Kit()
    const inputs = [0, 1, 2, 3].map(() => kit.slab(COUNT))
    const out = kit.slab(COUNT)
    const { exports, view } = await kit.open(context.build, 1)
    for (const at of inputs) {
      const x = view(at)
      // Sums of three even numbers: close to normal, with a deviation of 2.
      for (let i = 0; i < COUNT; i++) x[i] = 4 * (x[i] + x[(i + 7) % COUNT] + x[(i + 31) % COUNT])
    }
    const plain = inputs.map(at => view(at).slice() as Float32Array)
    const result = new Float32Array(COUNT)
    const kernel = exports[`${name}F32`]
    let round = 0
    const ours = () => kernel(inputs[round++ % 4], out, 0, COUNT)
    const theirs = () => {
      const x = plain[round++ % 4]
      for (let i = 0; i < COUNT; i++) result[i] = of(x[i])
    }
    kernel(inputs[0], out, 0, COUNT)
    let residual = 0
    for (let i = 0; i < COUNT; i++) {
      const exact = of(plain[0][i])
      residual = Math.max(residual, Math.abs(view(out)[i] - exact) / ulp(exact))
    }
    const times = await interleave([{ run: ours }, { run: theirs }], context.patience)
    const figure = (ms: number) => (1e6 * ms) / COUNT
    versus(context, `${name}.f32`, 'Math', times, residual, { unit: 'ns', figure })
  }
}
