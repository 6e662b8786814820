/**
 * Counts that vary more than a Poisson law allows: failures r and success probability s of a negative binomial by maximum
 * likelihood, in natural gradients of a gamma surrogate. So & Turner 2024, arXiv 2310.11837: parameters are a map of a
 * family whose natural gradient needs no matrix, s = B and r = A/(1 − B) of a gamma law of shape A and rate B. Prints the
 * steps to the optimum beside gradient descent's. node dist/examples/negative-binomial.js   --svg folder
 */
import { fileURLToPath } from 'node:url'
import { type Picture, type Point, show } from './picture.js'

/** Counts as T_k, how many of n are above k: Σ log Γ(y + r)/Γ(r) = Σ_k T_k log(r + k). */
export interface Counts {
  readonly above: readonly number[]
  readonly n: number
  readonly mean: number
}

export interface Law {
  /** Failures. */
  readonly r: number
  /** Probability of success: the mean is r (1 − s)/s. */
  readonly s: number
}

export interface Gamma {
  readonly shape: number
  readonly rate: number
}

export function countsOf(values: readonly number[]): Counts {
  const above = Array.from({ length: Math.max(...values) }, (_, k) => values.filter(y => y > k).length)
  return { above, n: values.length, mean: values.reduce((sum, y) => sum + y, 0) / values.length }
}

/** Mean negative log-likelihood, without log y!. */
export const lossOf = ({ above, n, mean }: Counts, { r, s }: Law): number =>
  -above.reduce((sum, T, k) => sum + T * Math.log(r + k), 0) / n - r * Math.log(s) - mean * Math.log1p(-s)

/** Its derivatives by r and s. */
export const slopesOf = ({ above, n, mean }: Counts, { r, s }: Law): readonly [byR: number, byS: number] => [
  -above.reduce((sum, T, k) => sum + T / (r + k), 0) / n - Math.log(s),
  -r / s + mean / (1 - s),
]

export const lawOf = ({ shape, rate }: Gamma): Law => ({ r: shape / (1 - rate), s: rate })

/** ψ and ψ′, by recurrence from where their asymptotic series holds. */
export function digamma(x: number): readonly [value: number, slope: number] {
  let [value, slope] = [0, 0]
  let z = x
  for (; z < 8; z++) {
    value -= 1 / z
    slope += 1 / (z * z)
  }
  const w = 1 / (z * z)
  value += Math.log(z) - 1 / (2 * z) - w * (1 / 12 - w * (1 / 120 - w * (1 / 252 - w * (1 / 240 - w / 132))))
  slope += 1 / z + w / 2 + (w / z) * (1 / 6 - w * (1 / 30 - w * (1 / 42 - w * (1 / 30 - (w * 5) / 66))))
  return [value, slope]
}

/** Mean parameters E log x, E x. */
export const meansOf = ({ shape, rate }: Gamma): readonly [number, number] => [
  digamma(shape)[0] - Math.log(rate),
  shape / rate,
]

/** The law of given mean parameters, by Newton on ψ(A) − log A = m₁ − log m₂; nothing outside their domain. */
export function gammaOf([m1, m2]: readonly [number, number]): Gamma | undefined {
  const target = m1 - Math.log(m2)
  if (!(m2 > 0 && target < 0)) return undefined
  let shape = 2
  while (digamma(shape)[0] - Math.log(shape) > target) shape /= 2
  for (let i = 0; i < 100; i++) {
    const [value, slope] = digamma(shape)
    const step = (value - Math.log(shape) - target) / (slope - 1 / shape)
    shape -= step
    if (Math.abs(step) < 1e-14 * shape) break
  }
  return { shape, rate: shape / m2 }
}

/** Derivatives of the loss by the natural parameters A − 1 and −B: the direction in the mean parameters. */
export function naturalSlopes(counts: Counts, { shape, rate }: Gamma): readonly [number, number] {
  const [byR, byS] = slopesOf(counts, lawOf({ shape, rate }))
  return [byR / (1 - rate), -(byS + (byR * shape) / (1 - rate) ** 2)]
}

/** m ← m − t ∂f/∂(natural parameters), t the best of 1,000 equal steps up to 1. */
export function surrogateStep(counts: Counts, gamma: Gamma): Gamma {
  const means = meansOf(gamma)
  const [d1, d2] = naturalSlopes(counts, gamma)
  let best = gamma
  let least = lossOf(counts, lawOf(gamma))
  for (let k = 1; k <= 1000; k++) {
    const next = gammaOf([means[0] - (k / 1000) * d1, means[1] - (k / 1000) * d2])
    if (!next || next.rate >= 1) continue
    const loss = lossOf(counts, lawOf(next))
    if (loss < least) [best, least] = [next, loss]
  }
  return best
}

/** Gradient descent in log r and logit s. */
export function descentStep(counts: Counts, { r, s }: Law, rate: number): Law {
  const [byR, byS] = slopesOf(counts, { r, s })
  const logit = Math.log(s / (1 - s)) - rate * byS * s * (1 - s)
  return { r: r * Math.exp(-rate * byR * r), s: 1 / (1 + Math.exp(-logit)) }
}

/** n counts of a mean, of variance mean + 0.2 mean², from a seed. */
export function drawnCounts(n: number, mean: number, seed: number): number[] {
  let state = seed
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  const r = 5
  const s = r / (r + mean)
  // As many failures of a coin of probability s as come before its r-th success.
  const geometric = () => Math.floor(Math.log(uniform()) / Math.log1p(-s))
  return Array.from({ length: n }, () => Array.from({ length: r }, geometric).reduce((sum, y) => sum + y, 0))
}

/** P(y) of a law for y from 0 on: P(0) = s^r, P(y + 1) = P(y) (y + r)/(y + 1) (1 − s). */
export function probabilities({ r, s }: Law, most: number): number[] {
  const found = [s ** r]
  for (let y = 0; y < most; y++) found.push(((found[y] * (y + r)) / (y + 1)) * (1 - s))
  return found
}

/** A method's losses from the start on, and the law it ends at. */
export interface Descent {
  readonly name: string
  readonly losses: readonly number[]
  readonly law: Law
}

/** The surrogate first, then gradient descent by its rates, from the same start. */
export function descents(counts: Counts, steps: number): Descent[] {
  let gamma: Gamma = { shape: 3, rate: 0.4 }
  const start = lawOf(gamma)
  const seen = [lossOf(counts, start)]
  for (let step = 0; step < 40; step++) {
    gamma = surrogateStep(counts, gamma)
    seen.push(lossOf(counts, lawOf(gamma)))
  }
  const rivals = [0.01, 0.03, 0.1].map(rate => {
    let law = start
    const losses = [lossOf(counts, law)]
    for (let step = 0; step < steps; step++) {
      law = descentStep(counts, law, rate)
      losses.push(lossOf(counts, law))
    }
    return { name: `gradient descent, rate ${rate}`, losses, law }
  })
  return [{ name: 'natural gradient of the surrogate', losses: seen, law: lawOf(gamma) }, ...rivals]
}

/** Counts in a bar. */
const WIDE = 5

export function pictureOf(values: readonly number[], found: readonly Descent[]): Picture {
  const [{ law, losses }] = found
  const least = Math.min(...losses)
  const steps = (list: readonly number[]) => list.findIndex(loss => loss - least < 1e-6)
  const reached = found.map(({ name, losses: list }) => {
    const step = steps(list)
    return `  ${name.padEnd(36)}${(step < 0 ? `not in ${(list.length - 1).toLocaleString('en-US')}` : String(step)).padStart(14)}`
  })
  const mean = (law.r * (1 - law.s)) / law.s
  const most = Math.max(...values)
  const bars = Array.from({ length: Math.ceil((most + 1) / WIDE) }, (_, k): Point => {
    const inside = values.filter(y => Math.floor(y / WIDE) === k).length
    return [(k + 0.5) * WIDE - 0.5, inside / WIDE / values.length]
  })
  // Of thousands of steps only those that stand apart on a log axis.
  const apart = (step: number, k: number) =>
    k < 20 || Math.floor(40 * Math.log10(k)) !== Math.floor(40 * Math.log10(step - 1))
  return {
    name: 'negative-binomial',
    title: 'A law of counts by natural gradients of a surrogate',
    about:
      'Failures and success probability of a negative binomial by maximum likelihood: natural gradients of a gamma law that it is a map of, beside gradient descent.',
    headline: [
      `${values.length} counts: r ${law.r.toFixed(3)}, s ${law.s.toFixed(4)}, mean ${mean.toFixed(3)} (of the counts ${countsOf(values).mean}).`,
      'Steps to within 1e-6 of the least loss:',
      ...reached,
    ].join('\n'),
    panels: [
      {
        title: 'Loss above the least',
        x: { label: 'steps', log: true, domain: [0.9, 1100] },
        y: { label: 'loss − least', log: true, domain: [1e-9, 100] },
        marks: [found[0], found[found.length - 1]].map(({ name, losses: list }, k) => ({
          kind: 'line',
          colour: k as 0 | 1,
          name: k === 0 ? 'natural gradient' : name,
          points: list
            .map((loss, step): Point => [step, loss - least])
            .filter(([step], j) => step > 0 && apart(step, j)),
        })),
      },
      {
        title: 'The counts and the law',
        x: { label: 'count' },
        y: { label: 'share' },
        marks: [
          { kind: 'bars', colour: 3, name: 'counts', points: bars, wide: WIDE },
          {
            kind: 'line',
            colour: 0,
            name: 'fitted law',
            points: probabilities(law, most).map((share, y): Point => [y, share]),
          },
        ],
      },
    ],
  }
}

async function main(): Promise<void> {
  const values = drawnCounts(1000, 50, 7)
  await show(pictureOf(values, descents(countsOf(values), 20_000)))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
