import { checkOptions, oneOf, positiveInteger, positiveNumber } from '../options.js'
import { PURPOSE } from '../random/purposes.js'
import { stream } from '../random/stream.js'
import type { DType } from '../runtime/dtype.js'
import { type DataSet, zeros } from './table.js'

/** Lengths of the three links, from the shoulder to the hand. */
export const LINKS = [1, 0.7, 0.4] as const

export type ArmOptions = { samples?: number; range?: number; seed?: number; dtype?: DType }

/**
 * Forward kinematics of a planar robot arm, a surrogate without noise:
 * x = Σₖ Lₖ cos(θ₁ + … + θₖ),  y = Σₖ Lₖ sin(θ₁ + … + θₖ).
 * Inputs are the joint angles [samples, 3] in radians, uniform in ±range; targets the hand's position [samples, 2] in
 * the unit of the links. The position belongs to the angle as rounded to the dtype.
 * @throws WoodburyError BAD_OPTION
 */
export function armData(options: ArmOptions = {}): DataSet {
  checkOptions('armData', ['samples', 'range', 'seed', 'dtype'], options)
  const { seed = 0 } = options
  const samples = positiveInteger('armData', 'samples', options.samples ?? 10_000, 2 ** 28)
  const range = positiveNumber('armData', 'range', options.range ?? Math.PI / 2)
  const dtype = oneOf('armData', 'dtype', options.dtype ?? 'float64', ['float32', 'float64'])
  const random = stream(seed, PURPOSE.generateData)
  const x = zeros(samples, LINKS.length, dtype)
  const y = zeros(samples, 2, dtype)
  for (let sample = 0; sample < samples; sample++) {
    let angle = 0
    let across = 0
    let up = 0
    for (let k = 0; k < LINKS.length; k++) {
      const at = sample * LINKS.length + k
      x.data[at] = range * (2 * random.uniform() - 1)
      angle += x.data[at]
      across += LINKS[k] * Math.cos(angle)
      up += LINKS[k] * Math.sin(angle)
    }
    y.data[2 * sample] = across
    y.data[2 * sample + 1] = up
  }
  const columns = ['theta1', 'theta2', 'theta3']
  return { x, y, task: 'regression', columns, targets: ['x', 'y'], standardize: true, hints: [] }
}
