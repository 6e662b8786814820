import { contest, difference } from '../contest.js'
import { type Context, versus } from '../context.js'
import { interleave } from '../interleave.js'
import { numpyTsOf } from '../rivals/numpy-ts.js'
import { gigaflops, ourProduct, repeats } from './matmul.js'
import { factor } from './triangles.js'

const NAME = 'numpy-ts'

const sizes = ({ quick }: Context) => (quick ? [256] : [256, 512, 1024])

const largest = (values: ArrayLike<number>) => Array.from(values).reduce((most, v) => Math.max(most, Math.abs(v)), 0)

/** Products in float64; their result is freed at once, as ours is written to the same place. */
export async function float64Products(context: Context): Promise<void> {
  const np = await numpyTsOf()
  for (const n of sizes(context)) {
    const name = `matmul.f64.n${n}`
    if (!context.wants(name)) continue
    const { run, a, b, c } = await ourProduct(context, n, 'float64')
    const [A, B] = [a, b].map(values => np?.array(Float64Array.from(values)).reshape(n, n))
    await contest(context, {
      name,
      rival: NAME,
      ours: run,
      theirs: np && A && B && (() => np.matmul(A, B).dispose()),
      repeat: repeats(n),
      residual: () => (np && A && B ? difference(c, np.matmul(A, B).data, largest(c)) : 0),
      figures: { unit: 'GFLOP/s', figure: gigaflops(2 * n ** 3) },
    })
  }
}

/** Factors in float64; ours is in place, so the copy that it begins with is timed apart and taken off. */
export async function float64Cholesky(context: Context): Promise<void> {
  const np = await numpyTsOf()
  if (!np) {
    context.missing(NAME)
    return
  }
  for (const n of sizes(context)) {
    const name = `cholesky.f64.n${n}`
    if (!context.wants(name)) continue
    const { run, fill, ld, a, l } = await factor(context, n)
    const symmetric = new Float64Array(n * n)
    const lower = new Float64Array(n * n)
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        symmetric[i * n + j] = a[i * ld + j]
        symmetric[j * n + i] = a[i * ld + j]
        lower[i * n + j] = l[i * ld + j]
      }
    const matrix = np.array(symmetric).reshape(n, n)
    const theirs = () => np.linalg.cholesky(matrix).dispose()
    const residual = difference(lower, np.linalg.cholesky(matrix).data, largest(lower))
    const times = await interleave([{ run }, { run: fill }, { run: theirs }], context.patience)
    versus(context, name, NAME, [times[0] - times[1], times[2]], residual, {
      unit: 'GFLOP/s',
      figure: gigaflops(n ** 3 / 3),
    })
  }
}
