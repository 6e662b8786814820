import { type DataSet, type Matrix, predict } from 'woodbury'
import type { Picture } from '../problems/problem.ts'
import { bestOf, share } from './accuracy.ts'

const ACROSS = 5
const SIDE = 28

/** Some digits of the test set with the model's word for each, and a frame where it is wrong. */
export function digits({ x, y, classes = [] }: DataSet): Picture {
  const labels = y as Int32Array
  const images = Array.from({ length: ACROSS * ACROSS }, (_, k) => imageOf(x.data.subarray(k * 784, (k + 1) * 784)))
  return async (model, { context, size, good, bad }) => {
    const probabilities = (await predict(model, x, { probabilities: true })) as Matrix
    const best = bestOf(probabilities)
    const cell = size / ACROSS
    context.imageSmoothingEnabled = false
    context.font = `bold ${Math.round(cell / 4)}px system-ui`
    images.slice(0, labels.length).forEach((image, k) => {
      const [left, top] = [(k % ACROSS) * cell, Math.floor(k / ACROSS) * cell]
      const right = best[k] === labels[k]
      context.drawImage(image, left + 2, top + 2, cell - 4, cell - 4)
      context.fillStyle = right ? good : bad
      context.fillText(`${classes[best[k]] ?? best[k]}${right ? '' : ' ✗'}`, left + 5, top + cell / 4 + 3)
    })
    return share(probabilities, labels)
  }
}

function imageOf(pixels: ArrayLike<number>): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIDE
  const context = canvas.getContext('2d') as CanvasRenderingContext2D
  const image = context.createImageData(SIDE, SIDE)
  for (let k = 0; k < SIDE * SIDE; k++) image.data.set([pixels[k] * 255, pixels[k] * 255, pixels[k] * 255, 255], 4 * k)
  context.putImageData(image, 0, 0)
  return canvas
}
