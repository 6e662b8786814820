import type { Activation } from 'woodbury'
import { Announcer } from './announce.ts'
import { Card } from './card.ts'
import { type Axis, Chart } from './charts.ts'
import { layersOf } from './embed.ts'
import { Instruments } from './instruments/instruments.ts'
import { nameOf, optimizerOf } from './method.ts'
import { colourOf, find } from './page.ts'
import type { Problem } from './problems/problem.ts'
import type { State } from './state.ts'
import { Trainer } from './trainer.ts'

const COLOURS = ['--first', '--second']
const DASHES = [[], [6, 4]]
/** Milliseconds between two drawings of the curves. */
const REDRAW_EVERY = 100

/** One method or two on the same problem, and all that the page shows of them. */
export class Race {
  readonly announcer = new Announcer(find('announcement'))
  readonly #charts = [
    new Chart(find('loss'), record => record.loss, true),
    new Chart(find('lambda'), record => record.lambda, true),
    new Chart(find('gain'), record => record.gainRatio, false),
  ]
  readonly #train = find<HTMLButtonElement>('train')
  readonly #step = find<HTMLButtonElement>('step')
  readonly #instruments = new Instruments()
  #cards: readonly Card[] = []
  #lastDrawn = 0
  #due = false

  /** The method whose files are saved and loaded. */
  get first(): Trainer {
    return this.#cards[0].trainer
  }

  get training(): boolean {
    return this.#cards.some(({ trainer }) => trainer.status === 'training')
  }

  /** New runs at their start. @throws Error with a message for the visitor */
  async reset({ methods, hidden, activation, steps, seed }: State, problem: Problem): Promise<void> {
    const widths = layersOf(hidden)
    await this.pause()
    const chosen = methods.filter(({ method }) => method !== 'none')
    const setting = { problem, hidden: widths, activation: activation as Activation, steps, seed }
    const threads = chosen.length > 1 ? 1 : 'auto'
    this.#cards = chosen.map((choice, k) => {
      const trainer = new Trainer({ ...setting, optimizer: optimizerOf(choice), threads }, () => this.changed())
      return new Card(nameOf(choice), colourOf(COLOURS[k]), trainer)
    })
    find('methods').replaceChildren(...this.#cards.map(({ element }) => element))
    this.#lastDrawn = 0
    this.changed()
  }

  async train(once = false): Promise<void> {
    await Promise.all(this.#cards.map(({ trainer }) => trainer.train(once)))
  }

  async pause(): Promise<void> {
    await Promise.all(this.#cards.map(({ trainer }) => trainer.pause()))
  }

  /** Shows what is new, once a frame however often it is called. */
  changed(): void {
    if (this.#due) return
    this.#due = true
    requestAnimationFrame(() => {
      this.#due = false
      this.#show()
    })
  }

  #show(): void {
    const { training } = this
    const finished = this.#cards.every(({ trainer: { status } }) => status === 'done' || status === 'failed')
    const paused = this.#cards.some(({ trainer }) => trainer.status === 'paused')
    this.#train.textContent = training ? 'Pause' : paused ? 'Resume' : 'Train'
    this.#train.disabled = finished
    this.#step.disabled = training || finished
    for (const card of this.#cards) card.show()
    this.#instruments.show(this.first)
    if (!training || performance.now() - this.#lastDrawn >= REDRAW_EVERY) this.#drawCurves()
    this.#announce(finished)
  }

  #drawCurves(): void {
    this.#lastDrawn = performance.now()
    const axis = document.querySelector<HTMLInputElement>('input[name=axis]:checked')?.value as Axis
    const curves = this.#cards.map(({ name, colour, trainer }, k) => ({
      label: name,
      colour,
      dash: DASHES[k],
      records: trainer.series.records,
    }))
    for (const chart of this.#charts) chart.draw(curves, axis)
  }

  #announce(finished: boolean): void {
    const progress = this.#cards.flatMap(({ name, trainer: { newest } }) =>
      newest ? [`${name}: step ${newest.step}, loss ${newest.loss.toPrecision(2)}`] : [],
    )
    if (progress.length > 0) this.announcer.say(`${finished ? 'Finished. ' : ''}${progress.join('. ')}.`, finished)
  }
}
