import type { CurveFit } from 'woodbury/curve'
import { drawChart, drawResiduals, extent, type Picture, rangeOfY } from './charts.ts'
import { find, soon } from './page.ts'
import type { Points } from './read-data.ts'
import { heldAt, type Step, type Task } from './task.ts'

const EVEN_POINTS = 400
/** Up to so many points the curve is drawn through each x, so that no peak falls between two. */
const MOST_OWN = 2000

function gridOf(x: readonly number[]): number[] {
  const [from, to] = extent(x)
  const even = Array.from({ length: EVEN_POINTS + 1 }, (_, k) => from + ((to - from) * k) / EVEN_POINTS)
  return x.length > MOST_OWN ? even : [...new Set([...even, ...x])].sort((a, b) => a - b)
}

/** The two pictures and their words. */
export class View {
  #picture: Picture | undefined
  readonly #redraw = soon(() => this.#draw())

  constructor() {
    new ResizeObserver(this.#redraw.ask).observe(find('result'))
    for (const tick of document.querySelectorAll('input[name=confidence], input[name=prediction]'))
      tick.addEventListener('change', this.#redraw.ask)
  }

  /** Points alone. */
  showPoints(points: Points, { x, y }: { readonly x: string; readonly y: string }): void {
    const names = { xName: x, yName: y }
    this.#show({ ...points, ...names, grid: gridOf(points.x) }, '')
    find('chart').setAttribute('aria-label', `${points.x.length} points of ${y} over ${x}`)
  }

  /** The curve where a fit would start. @throws WoodburyError */
  showStart(task: Task): void {
    if (!this.#picture) return
    const held = heldAt(task, task.start)
    this.#show({ ...this.#picture, curve: held.predict(this.#picture.grid), residuals: held.residuals }, 'start')
  }

  /** One step of a fit, in the frame of its end. */
  showStep(task: Task, { iteration, parameters }: Step, last: number, range: Picture['range']): void {
    if (!this.#picture) return
    const held = heldAt(task, parameters)
    const curve = held.predict(this.#picture.grid)
    this.#show({ ...this.#picture, curve, residuals: held.residuals, range }, `step ${iteration} of ${last}`)
  }

  rangeOf(fit: CurveFit): Picture['range'] {
    return this.#picture && rangeOfY(this.#withFit(this.#picture, fit))
  }

  showFit(fit: CurveFit): void {
    if (!this.#picture) return
    this.#show(this.#withFit(this.#picture, fit), '')
    const { x, xName, yName } = this.#picture
    find('chart').setAttribute('aria-label', `${x.length} points of ${yName} over ${xName}, and the fitted curve`)
  }

  #withFit({ range: _, ...picture }: Picture, fit: CurveFit): Picture {
    const bandOf = (band: 'confidence' | 'prediction') => fit.predict(picture.grid, { band })
    const [confidence, prediction] = [bandOf('confidence'), bandOf('prediction')]
    return { ...picture, curve: confidence.y, confidence, prediction, residuals: fit.residuals }
  }

  #show(picture: Picture, moment: string): void {
    this.#picture = picture
    find('moment').textContent = moment && ` · ${moment}`
    this.#draw()
  }

  #draw(): void {
    if (!this.#picture) return
    const wanted = (name: string) => document.querySelector<HTMLInputElement>(`input[name=${name}]`)?.checked
    const { confidence, prediction, range = rangeOfY(this.#picture) } = this.#picture
    drawChart({
      ...this.#picture,
      range,
      confidence: wanted('confidence') ? confidence : undefined,
      prediction: wanted('prediction') ? prediction : undefined,
    })
    drawResiduals(this.#picture)
  }
}
