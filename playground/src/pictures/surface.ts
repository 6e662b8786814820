import { type DataSet, type Matrix, predict } from 'woodbury'
import type { Picture } from '../problems/problem.ts'
import { share } from './accuracy.ts'
import { rangeOf, scale } from './scale.ts'

const SIDE = 64
/** Told apart by hue and by lightness. */
const COLOURS = [
  '#d1495b',
  '#1f6fb2',
  '#e0a030',
  '#3a9a62',
  '#7b5ea7',
  '#8a8a8a',
  '#c26fa0',
  '#4fb3bf',
  '#9a6a3a',
  '#303030',
]

/** The class of every place of the plane, as strong as the model is sure, under the samples. */
export function surface({ x, y }: DataSet): Picture {
  const count = x.shape[0]
  const axis = (column: number) => rangeOf(Float64Array.from({ length: count }, (_, i) => x.data[2 * i + column]))
  const [rangeX, rangeY] = [axis(0), axis(1)]
  const grid = new Float64Array(2 * SIDE * SIDE)
  for (let k = 0; k < SIDE * SIDE; k++) {
    grid[2 * k] = rangeX[0] + ((rangeX[1] - rangeX[0]) * ((k % SIDE) + 0.5)) / SIDE
    grid[2 * k + 1] = rangeY[1] - ((rangeY[1] - rangeY[0]) * (Math.floor(k / SIDE) + 0.5)) / SIDE
  }
  const labels = y as Int32Array
  return async (model, { context, size, ink }) => {
    const options = { probabilities: true }
    const { data, shape } = (await predict(model, { data: grid, shape: [SIDE * SIDE, 2] }, options)) as Matrix
    const cell = size / SIDE
    for (let k = 0; k < SIDE * SIDE; k++) {
      const row = data.subarray(k * shape[1], (k + 1) * shape[1])
      const best = row.indexOf(Math.max(...row))
      context.globalAlpha = Math.max(0, (row[best] - 1 / shape[1]) / (1 - 1 / shape[1])) * 0.6
      context.fillStyle = COLOURS[best % COLOURS.length]
      context.fillRect((k % SIDE) * cell, Math.floor(k / SIDE) * cell, cell + 0.5, cell + 0.5)
    }
    context.globalAlpha = 1
    const [toX, toY] = [scale(rangeX, [0, size]), scale(rangeY, [size, 0])]
    context.strokeStyle = ink
    context.lineWidth = 0.5
    for (let i = 0; i < count; i++) {
      context.fillStyle = COLOURS[labels[i] % COLOURS.length]
      context.beginPath()
      context.arc(toX(x.data[2 * i]), toY(x.data[2 * i + 1]), 2.5, 0, 2 * Math.PI)
      context.fill()
      context.stroke()
    }
    return share((await predict(model, x, options)) as Matrix, labels)
  }
}
