import { type DataSet, type Matrix, predict } from 'woodbury'
import type { Picture } from '../problems/problem.ts'
import { rangeOf, scale } from './scale.ts'

const SHOWN = 200

/** Two targets: each point with a line to where the model puts it. One: the model's values over the true ones. */
export function pairs({ x, y }: DataSet, noun: string): Picture {
  const count = Math.min(SHOWN, x.shape[0])
  const inputs: Matrix = { data: x.data.slice(0, count * x.shape[1]), shape: [count, x.shape[1]] }
  const target = y as Matrix
  const width = target.shape[1]
  return async (model, { context, size, ink, faint, bad }) => {
    const { data } = (await predict(model, inputs)) as Matrix
    const plane = width >= 2
    const value = (from: ArrayLike<number>, i: number, column: number) => from[i * width + column]
    const column = (k: number) => Float64Array.from({ length: count }, (_, i) => value(target.data, i, k))
    const toX = scale(rangeOf(column(0)), [8, size - 8])
    const toY = plane ? scale(rangeOf(column(1)), [size - 8, 8]) : scale(rangeOf(column(0)), [size - 8, 8])
    context.strokeStyle = faint
    if (!plane) {
      context.beginPath()
      context.moveTo(8, size - 8)
      context.lineTo(size - 8, 8)
      context.stroke()
    }
    let sum = 0
    for (let i = 0; i < count; i++) {
      const at = plane
        ? [toX(value(target.data, i, 0)), toY(value(target.data, i, 1))]
        : [toX(value(target.data, i, 0)), toY(value(data, i, 0))]
      if (plane) {
        context.strokeStyle = bad
        context.beginPath()
        context.moveTo(at[0], at[1])
        context.lineTo(toX(value(data, i, 0)), toY(value(data, i, 1)))
        context.stroke()
      }
      context.fillStyle = ink
      context.fillRect(at[0] - 1.5, at[1] - 1.5, 3, 3)
      for (let k = 0; k < width; k++) sum += (value(target.data, i, k) - value(data, i, k)) ** 2
    }
    return `RMS error of the ${noun} ${Math.sqrt(sum / count).toExponential(1)}`
  }
}
