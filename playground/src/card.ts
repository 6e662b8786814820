import { colourOf } from './page.ts'
import type { Sheet } from './problems/problem.ts'
import type { Trainer } from './trainer.ts'

/** Milliseconds between two pictures: enough to see it learn, and time for everything else. */
const REDRAW_EVERY = 250

const words = { ready: 'ready', training: 'training', paused: 'paused', done: 'finished', failed: 'failed' }

/** What one method has learned and how it fares. */
export class Card {
  readonly element = document.createElement('article')
  readonly #canvas = document.createElement('canvas')
  readonly #said = document.createElement('p')
  readonly #facts = document.createElement('p')
  #drawn: object | undefined
  #drawing = false
  #last = 0

  constructor(
    readonly name: string,
    readonly colour: string,
    readonly trainer: Trainer,
  ) {
    const title = document.createElement('h2')
    title.textContent = name
    title.style.setProperty('--mark', colour)
    this.#canvas.setAttribute('role', 'img')
    this.#said.className = 'said'
    this.#facts.className = 'facts'
    this.element.append(title, this.#canvas, this.#said, this.#facts)
  }

  show(): void {
    const { status, newest, failure, result } = this.trainer
    const facts = [words[status]]
    if (newest) {
      facts.push(`step ${newest.step}`, `loss ${newest.loss.toPrecision(3)}`)
      if (newest.lambda !== undefined) facts.push(`λ ${newest.lambda.toPrecision(2)}`)
      if (newest.gainRatio !== undefined)
        facts.push(`ρ ${newest.gainRatio > -10 ? newest.gainRatio.toPrecision(2) : 'below −10'}`)
      facts.push(
        `${newest.seconds.toFixed(1)} s`,
        `${Math.round(newest.samplesPerSecond).toLocaleString('en-US')} samples/s`,
      )
    }
    if (result)
      facts.push(`${result.threads} thread${result.threads > 1 ? 's' : ''}, ${result.place}`, `${result.simd} SIMD`)
    this.#facts.textContent = failure || facts.join(' · ')
    this.#facts.classList.toggle('bad', failure !== '')
    void this.#draw()
  }

  async #draw(): Promise<void> {
    const { model, setting, status } = this.trainer
    const early = status === 'training' && performance.now() - this.#last < REDRAW_EVERY
    if (this.#drawing || early || model === this.#drawn) return
    this.#drawing = true
    try {
      const size = this.#canvas.clientWidth || 300
      const pixels = Math.round(size * devicePixelRatio)
      // Drawn aside first: a picture that takes its time does not flicker.
      const aside = document.createElement('canvas')
      aside.width = aside.height = pixels
      const context = aside.getContext('2d') as CanvasRenderingContext2D
      context.scale(pixels / size, pixels / size)
      const colours = { ink: colourOf('--ink'), faint: colourOf('--faint'), good: colourOf('--good'), bad: this.colour }
      const said = await setting.problem.picture(model, { context, size, ...colours } satisfies Sheet)
      this.#canvas.width = this.#canvas.height = pixels
      this.#canvas.getContext('2d')?.drawImage(aside, 0, 0)
      this.#canvas.setAttribute('aria-label', `${this.name}: ${said}`)
      this.#said.textContent = said
      this.#drawn = model
    } catch (error) {
      this.#said.textContent = error instanceof Error ? error.message : String(error)
      this.#drawn = model
    } finally {
      this.#drawing = false
      this.#last = performance.now()
    }
    if (this.trainer.model !== this.#drawn && this.trainer.status !== 'training') await this.#draw()
  }
}
