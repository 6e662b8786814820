import { colourOf } from '../page.ts'
import type { Readings } from './measure.ts'

/** A canvas at the device's resolution, with its drawing in pixels of the page. */
function sheet(canvas: HTMLCanvasElement, height: number) {
  const width = canvas.clientWidth || 300
  canvas.width = width * devicePixelRatio
  canvas.height = height * devicePixelRatio
  canvas.style.height = `${height}px`
  const context = canvas.getContext('2d') as CanvasRenderingContext2D
  context.scale(devicePixelRatio, devicePixelRatio)
  context.font = '12px system-ui, sans-serif'
  return { context, width, height }
}

const power = (exponent: number) => `1e${exponent}`

/** Eigenvalues from the largest down, on a logarithmic axis. */
export function drawSpectrum(canvas: HTMLCanvasElement, { eigenvalues }: Readings, colour: string): void {
  const { context, width, height } = sheet(canvas, 180)
  const logs = Array.from(eigenvalues, Math.log10).reverse()
  const [top, bottom] = [Math.ceil(logs[0]), Math.floor(logs[logs.length - 1])]
  const y = (log: number) => 8 + ((top - log) / Math.max(top - bottom, 1)) * (height - 16)
  context.fillStyle = colourOf('--ink')
  context.strokeStyle = colourOf('--faint')
  const every = Math.max(1, Math.ceil((top - bottom) / 5))
  for (let log = top; log >= bottom; log -= every) {
    context.fillText(power(log), 0, y(log) + 4)
    context.beginPath()
    context.moveTo(40, y(log))
    context.lineTo(width, y(log))
    context.stroke()
  }
  context.fillStyle = colour
  logs.forEach((log, k) => {
    context.beginPath()
    context.arc(46 + (k / Math.max(logs.length - 1, 1)) * (width - 52), y(log), 2, 0, 2 * Math.PI)
    context.fill()
  })
}

/** As the words of pixels hold it. */
const GREY = 0x808080

/** The kernel, each entry by its share of the largest: the colour where positive, grey where negative. */
export function drawKernel(canvas: HTMLCanvasElement, { kernel: { data, size } }: Readings, colour: string): void {
  const aside = document.createElement('canvas')
  aside.width = aside.height = size
  const context = aside.getContext('2d') as CanvasRenderingContext2D
  let most = 0
  for (const value of data) most = Math.max(most, Math.abs(value))
  // What a canvas makes of a colour is its six digits; to read a pixel back would stop the page.
  context.fillStyle = colour
  const [red, green, blue] = [1, 3, 5].map(at => Number.parseInt(String(context.fillStyle).slice(at, at + 2), 16))
  const positive = red | (green << 8) | (blue << 16)
  const pixels = context.createImageData(size, size)
  const words = new Uint32Array(pixels.data.buffer)
  for (let i = 0; i < data.length; i++) {
    const alpha = Math.round(255 * Math.sqrt(Math.abs(data[i]) / most))
    words[i] = (data[i] < 0 ? GREY : positive) | (alpha << 24)
  }
  context.putImageData(pixels, 0, 0)
  const side = Math.min(canvas.clientWidth || 180, 180)
  const { context: page } = sheet(canvas, 180)
  page.imageSmoothingEnabled = false
  page.drawImage(aside, 0, 0, side, side)
}

const BINS = 24

/** How many samples have a gradient of which length, on a logarithmic axis. */
export function drawNorms(canvas: HTMLCanvasElement, { norms }: Readings, colour: string): void {
  const { context, width, height } = sheet(canvas, 180)
  const logs = Array.from(norms).flatMap(norm => (norm > 0 ? [Math.log10(norm)] : []))
  context.fillStyle = colourOf('--ink')
  if (logs.length === 0) {
    context.fillText('every sample has a gradient of 0', 0, 20)
    return
  }
  const [least, most] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs) + 1e-9)]
  const counts = new Array<number>(BINS).fill(0)
  for (const log of logs) counts[Math.min(BINS - 1, Math.floor((BINS * (log - least)) / (most - least)))]++
  const tallest = Math.max(...counts)
  context.fillText(power(least), 0, height - 4)
  context.textAlign = 'right'
  context.fillText(power(most), width, height - 4)
  context.fillStyle = colour
  counts.forEach((count, k) => {
    const tall = (count / tallest) * (height - 24)
    context.fillRect((k * width) / BINS, height - 20 - tall, width / BINS - 1, tall)
  })
}
