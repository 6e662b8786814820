import { type DataSet, type Matrix, predict } from 'woodbury'
import type { Picture } from '../problems/problem.ts'

export function bestOf(probabilities: Matrix): Int32Array {
  const [count, width] = probabilities.shape
  return Int32Array.from({ length: count }, (_, i) => {
    const row = probabilities.data.subarray(i * width, (i + 1) * width)
    return row.indexOf(Math.max(...row))
  })
}

export function share(probabilities: Matrix, labels: Int32Array): string {
  const best = bestOf(probabilities)
  const right = best.reduce((sum, one, i) => sum + Number(one === labels[i]), 0)
  return `${((100 * right) / labels.length).toFixed(1)} % of ${labels.length} samples right`
}

/** A bar for each class: the share of its samples that the model gets right. */
export function accuracy({ x, y, classes = [] }: DataSet): Picture {
  const labels = y as Int32Array
  return async (model, { context, size, ink, good, faint }) => {
    const probabilities = (await predict(model, x, { probabilities: true })) as Matrix
    const best = bestOf(probabilities)
    const height = Math.min(28, (size - 8) / Math.max(1, classes.length))
    context.font = `${Math.min(12, height - 4)}px system-ui`
    context.textBaseline = 'middle'
    classes.forEach((name, k) => {
      const mine = [...labels.keys()].filter(i => labels[i] === k)
      const right = mine.filter(i => best[i] === k).length / Math.max(1, mine.length)
      const top = 4 + k * height
      context.fillStyle = faint
      context.fillRect(80, top + 2, size - 88, height - 4)
      context.fillStyle = good
      context.fillRect(80, top + 2, (size - 88) * right, height - 4)
      context.fillStyle = ink
      context.fillText(name.slice(0, 11), 4, top + height / 2)
    })
    return share(probabilities, labels)
  }
}
