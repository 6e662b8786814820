import { dot } from '../../vectors.js'
import type { Solution, Tried, Verdict } from './parameter-space.js'

/** ‖a‖_D/‖v‖_D above which the path is bent more than two terms can tell. */
const MOST_BENT = 0.75

/** ξ: how near the steps of the momentum are to the steepest, and the longest that they may be under B. */
const STEEPNESS = 0.9
export const LONGEST = 0.5

/** A part of I_FF I_GG below which the last step and this one are one direction. */
const ALIKE = 1e-10

/** aᵀD b. */
const scaled = (a: Float64Array, b: Float64Array, D?: Float64Array): number => {
  let sum = 0
  for (let p = 0; p < a.length; p++) sum += a[p] * b[p] * (D ? D[p] : 1)
  return sum
}

/**
 * Geodesic acceleration: v ← v + a/2, a = −B⁻¹ (1/N) Σ Jᵀ H z_vv. Returns whether ‖a‖_D ≤ ¾ ‖v‖_D.
 * Transtrum & Sethna 2012, arXiv 1201.5885, as in the authors' public code.
 */
export function accelerate(at: Solution): boolean {
  const { v, scale } = at
  const b = at.bending(v)
  const a = at.solve(b)
  const bent = Math.sqrt(scaled(a, a, scale) / scaled(v, v, scale))
  if (!(bent <= MOST_BENT)) return false
  for (let p = 0; p < v.length; p++) v[p] -= a[p] / 2
  return true
}

/**
 * The step that has most in common with the last, dᵀB d₋, among those of length P under B whose slope is −ξ P √I_GG, B the
 * damped matrix: d = (d₋ + λ₁ v)/(2 λ₂) with I_GG = gᵀB⁻¹g, I_GF = gᵀd₋, I_FF = d₋ᵀB d₋. P is never longer than the undisturbed step.
 */
export function addMomentum({ v, gradient, previous, lambda, decay, scale, memory, quadratic }: Solution): void {
  if (!previous) return
  const ofGradient = -dot(gradient, v)
  const both = dot(gradient, previous)
  const ofLast = quadratic(previous) + decay * dot(previous, previous) + lambda * scaled(previous, previous, scale)
  const span = ofLast * ofGradient - both * both
  if (!(span > ALIKE * ofLast * ofGradient)) return
  const P = Math.min(memory.radius, Math.sqrt(ofGradient))
  const second = Math.sqrt(span / (P * P * ofGradient * (1 - STEEPNESS ** 2))) / 2
  const first = (both + 2 * second * STEEPNESS * P * Math.sqrt(ofGradient)) / ofGradient
  for (let p = 0; p < v.length; p++) v[p] = (previous[p] + first * v[p]) / (2 * second)
}

/** 1 − cos_D of the step and the last one, at most 1; 1 where there is none. */
function turnOf({ v, previous, scale }: Solution): number {
  if (!previous) return 1
  const lengths = Math.sqrt(scaled(v, v, scale) * scaled(previous, previous, scale))
  return Math.min(1, Math.max(0, 1 - scaled(v, previous, scale) / lengths))
}

/**
 * A step is taken where the objective falls; or, "bold" for b > 0, where (1 − cos_D(v, v₋))^b f₊ is not above the lowest of
 * the run: up a hill in a direction that has proved itself. Umrigar & Nightingale; Transtrum & Sethna 2012.
 */
export function bold(b: number, { before, after, predicted, rounding }: Tried, at: Solution): Verdict {
  if (after < before) return { accepted: true }
  const worth = predicted > rounding && b > 0
  return { accepted: worth && turnOf(at) ** b * after <= at.memory.best, aside: true }
}
