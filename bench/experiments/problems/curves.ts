import { type Matrix, zeros } from '../../../src/data/table.js'
import { PURPOSE, type Random, stream } from '../../../src/random/index.js'

const SIDE = 28
const MARGIN = 4
/** Points of a curve, closer than pixels are. */
const POINTS = 80
/** Width of the pen in pixels. */
const PEN = 0.8

type Point = readonly [x: number, y: number]

/** The parabola in t through three points at t = 0, ½ and 1. */
function through([a, b, c]: readonly Point[], t: number): Point {
  const [wa, wb, wc] = [(1 - t) * (1 - 2 * t), 4 * t * (1 - t), t * (2 * t - 1)]
  return [wa * a[0] + wb * b[0] + wc * c[0], wa * a[1] + wb * b[1] + wc * c[1]]
}

/** One picture: exp(−d²/2w²) of the distance to the nearest point of the curve. */
function draw(pixels: Matrix['data'], at: number, random: Random): void {
  const place = () => MARGIN + (SIDE - 2 * MARGIN) * random.uniform()
  const ends = Array.from({ length: 3 }, (): Point => [place(), place()])
  for (let k = 0; k < POINTS; k++) {
    const [x, y] = through(ends, k / (POINTS - 1))
    for (let row = Math.max(0, Math.floor(y) - 2); row <= Math.min(SIDE - 1, y + 3); row++)
      for (let column = Math.max(0, Math.floor(x) - 2); column <= Math.min(SIDE - 1, x + 3); column++) {
        const ink = Math.exp(-((column - x) ** 2 + (row - y) ** 2) / (2 * PEN ** 2))
        const pixel = at + row * SIDE + column
        if (ink > pixels[pixel]) pixels[pixel] = ink
      }
  }
}

function part(count: number, random: Random): Matrix {
  const pictures = zeros(count, SIDE * SIDE, 'float32')
  for (let k = 0; k < count; k++) draw(pictures.data, k * SIDE * SIDE, random)
  return pictures
}

/** 28 × 28 pictures of a smooth curve through three random points. */
export const curves = () => ({
  train: part(10_000, stream(0, PURPOSE.generateData, 3)),
  test: part(2_000, stream(0, PURPOSE.generateData, 4)),
})
