import { type DataSet, type Matrix, predict } from 'woodbury'
import type { Picture } from '../problems/problem.ts'
import { rangeOf, scale } from './scale.ts'

const POINTS = 200

/** The samples, the function behind them where it is known, and the model's curve. */
export function curve({ x, y }: DataSet, truth?: (x: number) => number): Picture {
  const range = rangeOf(x.data)
  const grid = Float64Array.from({ length: POINTS }, (_, i) => range[0] + ((range[1] - range[0]) * i) / (POINTS - 1))
  const target = (y as Matrix).data
  return async (model, { context, size, ink, faint, bad }) => {
    const { data } = (await predict(model, { data: grid, shape: [POINTS, 1] })) as Matrix
    const toX = scale(range, [6, size - 6])
    const toY = scale(rangeOf(target), [size - 12, 12])
    context.fillStyle = faint
    for (let i = 0; i < target.length; i++) context.fillRect(toX(x.data[i]) - 1.5, toY(target[i]) - 1.5, 3, 3)
    const line = (colour: string, width: number, value: (i: number) => number) => {
      context.strokeStyle = colour
      context.lineWidth = width
      context.beginPath()
      for (let i = 0; i < POINTS; i++) context.lineTo(toX(grid[i]), toY(value(i)))
      context.stroke()
    }
    if (truth) line(ink, 1, i => truth(grid[i]))
    line(bad, 2, i => data[i])
    if (!truth) return 'the curve of the model over the samples'
    const worst = grid.reduce((most, at, i) => Math.max(most, Math.abs(truth(at) - data[i])), 0)
    return `at most ${worst.toPrecision(2)} from the function behind the noise`
  }
}
