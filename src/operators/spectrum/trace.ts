import { checkOptions, oneOf, positiveInteger, wholeNumber } from '../../options.js'
import { dot } from '../../vectors.js'
import { checkKept } from '../algebra/kept-vectors.js'
import { orthogonalise, orthonormal } from '../algebra/orthonormal.js'
import { signs, unit } from '../algebra/probes.js'
import { mean, standardError } from '../algebra/vectors.js'
import type { LinearOperator } from '../linear-operator.js'
import { type Symmetric, takeAnySquare } from '../symmetric.js'
import { combined, deflated, leaveOneOut } from './leave-one-out.js'

/** A number found by random probes, and the standard error of it. */
export interface Estimate {
  readonly value: number
  /** 0 where the value is exact but for rounding. */
  readonly error: number
}

export interface ProbeOptions {
  /** Products with A that may be spent; default 100. */
  probes?: number
  seed?: number
}

export interface TraceOptions extends ProbeOptions {
  method?: 'hutchinson' | 'hutch++' | 'xtrace'
}

const methods = { hutchinson, 'hutch++': hutchPlusPlus, xtrace }

/**
 * tr A of a square operator, by products with random signs. `hutchinson` (1990): the mean of vᵀA v; its error falls as 1/√probes.
 * `hutch++` (Meyer, Musco, Musco & Woodruff 2021): a third of the products finds a basis Q of what A v reaches, whose part is
 * exact, a third estimates the rest; exact up to rank probes/3. `xtrace` (Epperly, Tropp & Webber 2024), the default: every
 * probe serves for both, leaving one out at a time; exact below rank probes/2.
 * @throws WoodburyError BAD_VALUE, SHAPE_MISMATCH, BAD_OPTION
 */
export async function trace(A: LinearOperator, options: TraceOptions = {}): Promise<Estimate> {
  const where = 'trace'
  checkOptions(where, ['method', 'probes', 'seed'], options, { samples: 'probes' })
  const method = oneOf(where, 'method', options.method ?? 'xtrace', ['hutchinson', 'hutch++', 'xtrace'])
  const { probes, seed } = takeProbes(where, options)
  return methods[method](takeAnySquare(where, A), probes, seed)
}

/** @throws WoodburyError BAD_OPTION */
export const takeProbes = (where: string, { probes = 100, seed = 0 }: ProbeOptions) => ({
  probes: positiveInteger(where, 'probes', probes),
  seed: wholeNumber(where, 'seed', seed),
})

const estimate = (terms: readonly number[], known = 0): Estimate => ({
  value: known + mean(terms),
  error: standardError(terms),
})

async function hutchinson({ n, apply }: Symmetric, probes: number, seed: number): Promise<Estimate> {
  const terms: number[] = []
  for (const v of signs(seed, probes, n)) terms.push(dot(v, await apply(v)))
  return estimate(terms)
}

async function exactly({ n, apply }: Symmetric): Promise<Estimate> {
  let value = 0
  for (let i = 0; i < n; i++) value += (await apply(unit(n, i)))[i]
  return { value, error: 0 }
}

async function hutchPlusPlus(A: Symmetric, probes: number, seed: number): Promise<Estimate> {
  const { n, apply } = A
  const third = Math.max(1, Math.floor(probes / 3))
  if (third >= n) return exactly(A)
  // Images and their basis, a third of the probes each.
  checkKept('trace', n, 'probes', probes, 2 / 3)
  const images: Float64Array[] = []
  for (const s of signs(seed, third, n)) images.push(await apply(s))
  const { Q } = orthonormal(images)
  let known = 0
  for (const q of Q) known += dot(q, await apply(q))
  const terms: number[] = []
  for (const v of signs(seed, third, n, 1)) {
    orthogonalise(v, Q)
    terms.push(dot(v, await apply(v)))
  }
  return estimate(terms, known)
}

async function xtrace(A: Symmetric, probes: number, seed: number): Promise<Estimate> {
  const k = Math.max(1, Math.floor(probes / 2))
  if (k >= A.n) return exactly(A)
  // Probes, images, their basis, and its images, half of the probes each.
  checkKept('trace', A.n, 'probes', probes, 2)
  const { Q, S, images, probesOf: omegas, isFull } = await leaveOneOut(A, k, seed)
  const rank = Q.length
  const Z: Float64Array[] = []
  for (const q of Q) Z.push(await A.apply(q))
  const H = Float64Array.from(Q.flatMap(q => Z.map(z => dot(q, z))))
  let whole = 0
  for (let a = 0; a < rank; a++) whole += H[a * rank + a]
  if (!isFull) return { value: whole, error: 0 }
  const terms = omegas.map((omega, i) => {
    const s = S[i]
    const Hs = Float64Array.from(s, (_, a) => dot(H.subarray(a * rank, (a + 1) * rank), s))
    // P A P ω, with A Q of what is left of Qᵀω from the products already made.
    const u = images[i].slice()
    combined(
      Z,
      deflated(
        Float64Array.from(Q, q => dot(q, omega)),
        s,
      ),
      u,
    )
    combined(
      Q,
      deflated(
        Float64Array.from(Q, q => dot(q, u)),
        s,
      ),
      u,
    )
    return whole - dot(s, Hs) + dot(omega, u)
  })
  return estimate(terms)
}
