import { dense, sequential } from '../../src/index.js'
import type { Random } from '../../src/random/index.js'
import type { Sample } from './plain-net.js'

/** Samples of two smooth outputs, as they are and as `fit` takes them. */
export function curves(random: Random, count = 12) {
  const samples: Sample[] = Array.from({ length: count }, () => {
    const x = [random.normal(), random.normal(), random.normal()]
    return { x, y: [Math.sin(x[0]) * x[1], x[2] ** 2] }
  })
  return { samples, data: { x: samples.map(({ x }) => [...x]), y: samples.map(({ y }) => [...y]) } }
}

/** A model of the widths that `weightsOf` reads where none are said. */
export const net = sequential({ input: 3, seed: 4 }, [dense(5, 'tanh'), dense(4, 'tanh'), dense(2)])
