import { exp, log } from '../../../portable.js'
import type { Random } from '../../../random/index.js'
import type { Loss, Outputs, Target } from '../loss.js'
import { meanOver } from './figure.js'
import { lossOfConstant, meansOf, type TargetRows } from './target-rows.js'

/** z up to which μ = e^z; beyond, a loss goes on along its slope there. Below −30 curvatures and figures take it for −30. */
const LARGEST = 30

export const capped = (z: number): number => Math.min(z, LARGEST)

/** What targets may be: a mean has no more than e^30, and beyond it the loss would fall for ever. */
export const countRange = { least: 0, most: 1e13, code: 'BAD_VALUE' } as const

export const clamped = (z: number): number => Math.min(Math.max(z, -LARGEST), LARGEST)

/** y log y, 0 at 0. */
export const yLogY = (y: number): number => (y > 0 ? y * log(y) : 0)

/** What a loss of counts with mean μ = e^z says of one output. */
export interface CountLoss {
  /** Its value at z, but for what depends on y alone. */
  value(z: number, y: number): number
  /** ∂l/∂z. */
  slope(mu: number, y: number): number
  /** The Fisher information of z. */
  curvature(mu: number): number
  /** ∂²l/∂z². */
  second(mu: number, y: number): number
  draw(mu: number, random: Random): number
  /** The lowest value for a target. */
  least(y: number): number
  /** 2 (value − least) for a mean and a target. */
  deviance(mu: number, y: number): number
}

/** A loss of counts, each output the logarithm of a mean: H is the Fisher information, L = √H, s = r/L. */
export const countLoss = (
  { value, slope, curvature, second, draw, least, deviance }: CountLoss,
  own: Pick<Loss, 'name' | 'spec' | 'range'>,
): Loss => {
  const each = (
    { z }: Outputs,
    at: number,
    m: number,
    y: Target,
    i: number,
    visit: (slope: number, curvature: number, a: number) => void,
  ) => {
    for (let a = 0; a < m; a++)
      visit(slope(exp(capped(z[at + a])), y[i * m + a]), curvature(exp(clamped(z[at + a]))), a)
  }
  const loss: Loss = {
    ...own,
    task: 'regression',
    link: 'log of a mean',
    labels: false,
    unitsPerColumn: 1,
    normalised: false,
    rows: m => m,
    shownScale: () => 1,

    // From a mean of 1 the information of counts in the thousands says little of how far they are.
    startBias: rows => meansOf(rows).map(mean => (mean > 0 ? clamped(log(mean)) : 0)),

    inverseLink(z) {
      for (let at = 0; at < z.length; at++) z[at] = exp(clamped(z[at]))
    },

    figure: (compared, first, count) => ({
      deviance: meanOver(compared, first, count, (z, y) => deviance(exp(clamped(z)), y)),
    }),

    constantLoss(rows) {
      const logs = meansOf(rows).map(mean => clamped(log(mean)))
      return lossOfConstant(loss, logs, rows)
    },

    leastLoss: ({ y, columns, each: visit }: TargetRows) => {
      let sum = 0
      visit((row, share) => {
        for (let a = 0; a < columns; a++) sum += share * least(y[row * columns + a])
      })
      return sum
    },

    value({ z }, at, m, y, i) {
      let sum = 0
      for (let a = 0; a < m; a++) sum += value(z[at + a], y[i * m + a])
      return sum
    },

    gradient(outputs, at, m, y, i, out) {
      each(outputs, at, m, y, i, (r, _, a) => {
        out[a] = r
      })
    },

    hessianProduct(outputs, at, m, y, i, v, out) {
      each(outputs, at, m, y, i, (_, h, a) => {
        out[a] = h * v[a]
      })
    },

    secondDerivative({ z }, at, m, y, i, v, out) {
      for (let a = 0; a < m; a++) out[a] = z[at + a] > LARGEST ? 0 : second(exp(z[at + a]), y[i * m + a]) * v[a]
    },

    factor(outputs, at, m, y, i, L, s) {
      L.fill(0, 0, m * m)
      each(outputs, at, m, y, i, (r, h, a) => {
        L[a * m + a] = Math.sqrt(h)
        s[a] = r / L[a * m + a]
      })
    },

    sampledGradient({ z }, at, m, random, out) {
      for (let a = 0; a < m; a++) {
        const mu = exp(capped(z[at + a]))
        out[a] = slope(mu, draw(mu, random))
      }
    },
  }
  return loss
}
