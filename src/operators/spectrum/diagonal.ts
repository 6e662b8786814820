import { WoodburyError } from '../../errors.js'
import { checkOptions, oneOf } from '../../options.js'
import { dot } from '../../vectors.js'
import { checkKept } from '../algebra/kept-vectors.js'
import { signs, unit } from '../algebra/probes.js'
import { mean, standardError } from '../algebra/vectors.js'
import type { LinearOperator } from '../linear-operator.js'
import { type Symmetric, takeAnySquare } from '../symmetric.js'
import { combined, deflated, leaveOneOut } from './leave-one-out.js'
import { type ProbeOptions, takeProbes } from './trace.js'

export interface DiagonalOptions extends ProbeOptions {
  method?: 'hutchinson' | 'xdiag'
}

/** Entries with the standard error of each. */
export interface Diagonal {
  readonly value: Float64Array
  readonly error: Float64Array
}

/**
 * The diagonal of a square operator by products with random signs v. `hutchinson` (Bekas, Kokiopoulou & Saad 2007): the
 * mean of v ∘ A v, whose error is what stands beside the diagonal in a row. `xdiag` (Epperly, Tropp & Webber 2024), the
 * default where A is symmetric or has a transpose: the part of A that its probes reach is exact. All of it is where `probes`
 * is the size of A or more.
 * @throws WoodburyError BAD_VALUE, SHAPE_MISMATCH, BAD_OPTION
 */
export async function diagonal(A: LinearOperator, options: DiagonalOptions = {}): Promise<Diagonal> {
  const where = 'diagonal'
  checkOptions(where, ['method', 'probes', 'seed'], options, { samples: 'probes' })
  const square = takeAnySquare(where, A)
  const byDefault = square.applyTransposed ? 'xdiag' : 'hutchinson'
  const method = oneOf(where, 'method', options.method ?? byDefault, ['hutchinson', 'xdiag'])
  const { probes, seed } = takeProbes(where, options)
  if (probes >= square.n) return exactly(square)
  return method === 'xdiag' ? xdiag(square, probes, seed) : hutchinson(square, probes, seed)
}

async function exactly({ n, apply }: Symmetric): Promise<Diagonal> {
  const value = new Float64Array(n)
  for (let i = 0; i < n; i++) value[i] = (await apply(unit(n, i)))[i]
  return { value, error: new Float64Array(n) }
}

function averaged(terms: readonly Float64Array[]): Diagonal {
  const each = Array.from(terms[0], (_, i) => terms.map(term => term[i]))
  return { value: Float64Array.from(each, mean), error: Float64Array.from(each, standardError) }
}

async function hutchinson({ n, apply }: Symmetric, probes: number, seed: number): Promise<Diagonal> {
  checkKept('diagonal', n, 'probes', probes)
  const terms: Float64Array[] = []
  for (const v of signs(seed, probes, n)) {
    const image = await apply(v)
    terms.push(v.map((sign, i) => sign * image[i]))
  }
  return averaged(terms)
}

/** Mean over i of diag(Q (I − s_i s_iᵀ) QᵀA) + ω_i ∘ (A ω_i − Q (I − s_i s_iᵀ) QᵀA ω_i). */
async function xdiag(A: ReturnType<typeof takeAnySquare>, probes: number, seed: number): Promise<Diagonal> {
  const { n, applyTransposed } = A
  if (!applyTransposed)
    throw new WoodburyError(
      'NOT_SUPPORTED',
      "diagonal: xdiag takes products with Aᵀ. Give A an applyTransposed, or pass method: 'hutchinson'.",
    )
  // As many again as terms of the mean.
  checkKept('diagonal', n, 'probes', probes, 2.5)
  const k = Math.max(1, Math.floor(probes / 2))
  const { probesOf, images, Q, S, isFull } = await leaveOneOut(A, k, seed)
  // Rows of QᵀA.
  const rows: Float64Array[] = []
  for (const q of Q) rows.push(Float64Array.from(await applyTransposed(q)))
  const part = (weights: readonly Float64Array[]) => {
    const value = new Float64Array(n)
    weights.forEach((column, a) => {
      for (let p = 0; p < n; p++) value[p] += column[p] * rows[a][p]
    })
    return value
  }
  if (!isFull) return { value: part(Q), error: new Float64Array(n) }
  const whole = part(Q)
  return averaged(
    probesOf.map((omega, i) => {
      const s = S[i]
      const [Qs, As] = [new Float64Array(n), new Float64Array(n)]
      combined(Q, s, Qs)
      combined(rows, s, As)
      const u = images[i].slice()
      combined(
        Q,
        deflated(
          Float64Array.from(Q, q => dot(q, images[i])),
          s,
        ),
        u,
      )
      return whole.map((value, p) => value - Qs[p] * As[p] + omega[p] * u[p])
    }),
  )
}
