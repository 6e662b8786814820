import { leading } from '../../src/solve/leading.js'
import { type Context, versus } from '../context.js'
import { interleave } from '../interleave.js'
import { Kit } from '../kit.js'
import { numpyCholesky } from '../rivals/numpy.js'
import { pythonWith } from '../rivals/python.js'

const INPUTS = 784
const UNITS = 500

/** The Gram matrix of a layer, K = (D Dᵀ) ∘ (H Hᵀ + 1), lower triangle, against two full products and one pass. */
export async function gramRows(context: Context): Promise<void> {
  for (const N of context.quick ? [256] : [256, 512]) {
    const name = `gram.f32.N${N}`
    if (!context.wants(name)) continue
    const kit = new Kit()
    const [H, D] = [kit.slab(N * INPUTS), kit.slab(N * UNITS)]
    const [G, K, G2, K2] = [0, 1, 2, 3].map(() => kit.slab(N * N))
    const { float32, view } = await kit.open(context.build, N)
    const ours = () => {
      float32.syrk(false, N, INPUTS, [H, INPUTS], [G, N], false)
      float32.gram([K, N], [D, UNITS], N, UNITS, [G, N], 1, 1, false)
    }
    const full = () => {
      float32.matmul('NT', [N, N, INPUTS], [H, INPUTS], [H, INPUTS], [G2, N], false)
      float32.matmul('NT', [N, N, UNITS], [D, UNITS], [D, UNITS], [K2, N], false)
      float32.mulRows([K2, N], [G2, N], 1, N, N)
    }
    ours()
    full()
    let residual = 0
    for (let r = 0; r < N; r++)
      for (let s = 0; s <= r; s++) {
        const at = r * N + s
        // The full products leave the bias out.
        const expected = view(K2)[at] * (1 + 1 / view(G2)[at])
        if (Math.abs(view(G2)[at]) > 1) residual = Math.max(residual, Math.abs(view(K)[at] - expected))
      }
    const scale = Math.max(...Array.from({ length: N }, (_, r) => Math.abs(view(K)[r * N + r])))
    const times = await interleave([{ run: ours }, { run: full }], context.patience)
    versus(context, name, 'two-products', times, residual / scale)
  }
}

/** Our factor of a matrix of order n, with both, rows `ld` apart, after one run; `fill` alone copies the matrix. */
export async function factor(context: Context, n: number) {
  const kit = new Kit()
  const ld = leading(n)
  const [A, L, B, C] = [0, 1, 2, 3].map(() => kit.slab(n * ld, 'float64'))
  const { float64, view } = await kit.open(context.build, n)
  for (let i = 0; i < n; i++) view(A)[i * ld + i] = n
  const fill = () => float64.axpby(1, A, 0, A, L, n * ld)
  const run = () => {
    fill()
    float64.cholesky([L, ld], n)
  }
  const product = () => float64.matmul('NN', [n, n, n], [B, n], [B, n], [C, n], false)
  run()
  return { run, fill, product, ld, a: view(A), l: view(L), residual: factorResidual(n, ld, view(A), view(L)) }
}

/** |L Lᵀ − A| over the diagonal's size, in sampled entries. */
function factorResidual(n: number, ld: number, A: ArrayLike<number>, L: ArrayLike<number>): number {
  let worst = 0
  for (let sample = 0; sample < 64; sample++) {
    const i = (sample * 7919) % n
    const j = (sample * 104729) % (i + 1)
    let sum = 0
    for (let p = 0; p <= j; p++) sum += L[i * ld + p] * L[j * ld + p]
    worst = Math.max(worst, Math.abs(sum - A[i * ld + j]) / n)
  }
  return worst
}

/** The factor against our own product by flops, and against NumPy by time. */
export async function choleskyRows(context: Context): Promise<void> {
  for (const n of context.quick ? [512] : [512, 1024, 2000]) {
    const name = `cholesky.f64.n${n}`
    if (!context.wants(name)) continue
    const { run, fill, product, residual } = await factor(context, n)
    const patience = n > 1500 ? { warm: 300, rounds: Math.min(context.patience.rounds, 7) } : context.patience
    const [both, copy, matmul] = await interleave([{ run }, { run: fill }, { run: product }], patience)
    const value = n ** 3 / 3 / (both - copy) / 1e6
    const rivalValue = (2 * n ** 3) / matmul / 1e6
    const said = { value, unit: 'GFLOP/s', rival: 'own-matmul', rivalValue }
    context.add({ name, threads: 1, ...said, ratio: value / rivalValue, residual })
  }
  const sizes = (context.quick ? [256] : [256, 512, 1024]).filter(n => context.wants(`cholesky.f64.n${n}`))
  if (sizes.length === 0) return
  // Another process cannot be interleaved run by run: it goes before and after, and the faster of both counts.
  const python = pythonWith('numpy', context)
  if (!python) return
  const before = numpyCholesky(python, sizes, context.patience.rounds)
  for (const [k, n] of sizes.entries()) {
    const { run, fill, residual } = await factor(context, n)
    const [both, copy] = await interleave([{ run }, { run: fill }], context.patience)
    const after = numpyCholesky(python, [n], context.patience.rounds)[0]
    versus(context, `cholesky.f64.n${n}`, 'numpy', [both - copy, Math.min(before[k], after)], residual)
  }
}
