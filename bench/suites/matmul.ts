import { type Context, versus } from '../context.js'
import { interleave } from '../interleave.js'
import { Kit, productResidual, randoms } from '../kit.js'
import { PEAK_FLOPS, peakLoop } from '../own-modules.js'
import { jaxOf } from '../rivals/jax.js'
import { jaxProduct } from '../rivals/jax-wasm.js'
import { rival } from '../rivals/resolve.js'
import { type Tensorflow, tfjsOf } from '../rivals/tfjs.js'

export const gigaflops = (flops: number) => (ms: number) => flops / ms / 1e6

/** Runs a measurement, so that small products are not timed by the clock's tick. */
export const repeats = (n: number) => Math.max(1, Math.round(2e7 / n ** 3))

/** As long as a large product: of a third of a millisecond after one, the first part is slow. */
const PEAK_REPEAT = 16

/** Our product of n × n, with its arrays after one run. */
export async function ourProduct(context: Context, n: number, dtype: 'float32' | 'float64') {
  const kit = new Kit()
  const [A, B, C] = [kit.slab(n * n, dtype), kit.slab(n * n, dtype), kit.slab(n * n, dtype)]
  const opened = await kit.open(context.build, n)
  // The export itself: what the house adds around it belongs to the steps, and shows in products of 32.
  const kernel = opened.exports[dtype === 'float32' ? 'matmulF32' : 'matmulF64']
  const { scratch } = opened
  const run = () => kernel(0, 0, n, n, n, A, n, B, n, C, n, 0, scratch, 0, n)
  run()
  const residual = productResidual(n, opened.view(A), opened.view(B), opened.view(C))
  return { run, residual, a: opened.view(A), b: opened.view(B), c: opened.view(C) }
}

/** Products against the register-only loop. */
export async function matmulPeak(context: Context): Promise<void> {
  const sizes = {
    float32: context.quick ? [32, 64, 256] : [32, 64, 256, 512, 1024],
    float64: context.quick ? [256] : [256, 512, 1024],
  }
  const peak = peakLoop()
  for (const dtype of ['float32', 'float64'] as const)
    for (const n of sizes[dtype]) {
      const name = `matmul.${dtype === 'float32' ? 'f32' : 'f64'}.n${n}`
      if (!context.wants(name)) continue
      const { run, residual } = await ourProduct(context, n, dtype)
      const repeat = repeats(n)
      const [ours, theirs] = await interleave(
        [
          { run, repeat },
          { run: peak, repeat: PEAK_REPEAT },
        ],
        context.patience,
      )
      const flops = 2 * n ** 3
      // A vector of float64 has half the lanes.
      const limit = (PEAK_FLOPS / theirs / 1e6) * (dtype === 'float32' ? 1 : 0.5)
      const value = gigaflops(flops)(ours)
      const said = { value, unit: 'GFLOP/s', rival: 'fma-peak', rivalValue: limit }
      context.add({ name, threads: 1, ...said, ratio: value / limit, residual })
    }
}

/** Products against other libraries of this engine. */
export async function matmulRivals(context: Context): Promise<void> {
  const jax = await jaxOf()
  if (!jax) context.missing('jax-js')
  const tensorflow = await tfjsOf()
  if (!tensorflow) context.missing('tfjs-wasm')
  const matrix = await rival<MlMatrix>('ml-matrix')
  if (!matrix) context.missing('ml-matrix')
  const race = async (n: number, other: string, make: (a: Float32Array, b: Float32Array) => () => unknown) => {
    const name = `matmul.f32.n${n}`
    if (!context.wants(name)) return
    const { run, residual, a, b } = await ourProduct(context, n, 'float32')
    const theirs = make(a.slice() as Float32Array, b.slice() as Float32Array)
    const repeat = repeats(n)
    const times = await interleave(
      [
        { run, repeat },
        { run: theirs, repeat },
      ],
      context.patience,
    )
    versus(context, name, other, times, residual, { unit: 'GFLOP/s', figure: gigaflops(2 * n ** 3) })
  }
  const sizes = context.quick ? [192] : [192, 384, 768]
  if (jax)
    for (const n of context.quick ? sizes : [...sizes, 1024])
      await race(n, 'jax-js', (a, b) =>
        jaxProduct(jax, n, [a, b], async product => (await product.blockUntilReady()).dispose()),
      )
  if (tensorflow)
    for (const n of context.quick ? sizes : [...sizes, 1536])
      await race(n, 'tfjs-wasm', (a, b) => tfjsProduct(tensorflow, n, a, b))
  if (matrix && !context.quick)
    await race(512, 'ml-matrix', () => {
      const draw = () => new matrix.Matrix(Array.from({ length: 512 }, (_, i) => [...randoms(512, 'float64', i + 1)]))
      const [a, b] = [draw(), draw()]
      return () => a.mmul(b)
    })
}

interface MlMatrix {
  readonly Matrix: new (rows: number[][]) => { mmul(other: unknown): unknown }
}

function tfjsProduct({ core }: Tensorflow, n: number, a: Float32Array, b: Float32Array): () => void {
  const [A, B] = [core.tensor(a, [n, n]), core.tensor(b, [n, n])]
  return () => core.matMul(A, B).dispose()
}
