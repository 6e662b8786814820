import type { Model, TrainingData } from 'woodbury'
import { colourOf, find } from '../page.ts'
import type { Trainer } from '../trainer.ts'
import { drawKernel, drawNorms, drawSpectrum } from './drawings.ts'
import { fewSamples } from './few-samples.ts'
import type { Readings } from './measure.ts'

/** Parameters up to which a network is small enough to be looked at while it trains. */
const MOST_PARAMETERS = 50_000

/** What the first method's network looks like inside, measured in a worker while it trains. */
export class Instruments {
  readonly #panel = find<HTMLDetailsElement>('instruments')
  readonly #said = find('instruments-said')
  #worker: Worker | undefined
  #busy = false
  #seen: Model | undefined
  #trainer: Trainer | undefined
  #data: { readonly of: object; readonly few: TrainingData } | undefined

  /** Measures the newest model, unless the worker still has another, nobody looks, or nothing is new. */
  show(trainer: Trainer): void {
    this.#trainer = trainer
    const { model, setting } = trainer
    if (!this.#panel.open || this.#busy || model === this.#seen) return
    this.#seen = model
    if (model.params.length > MOST_PARAMETERS) {
      this.#said.textContent = `Instruments are for networks of up to ${MOST_PARAMETERS.toLocaleString('en-US')} parameters.`
      return
    }
    const { train } = setting.problem
    if (this.#data?.of !== train) this.#data = { of: train, few: fewSamples(train) }
    this.#worker ??= this.#started()
    this.#busy = true
    this.#worker.postMessage({ model, data: this.#data.few })
  }

  #started(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data: { readings, failure } }) => {
      this.#busy = false
      if (readings) this.#draw(readings)
      else this.#said.textContent = failure
      if (this.#trainer) this.show(this.#trainer)
    })
    return worker
  }

  #draw(readings: Readings): void {
    const colour = colourOf('--first')
    drawSpectrum(find('spectrum'), readings, colour)
    drawKernel(find('kernel'), readings, colour)
    drawNorms(find('norms'), readings, colour)
    const { eigenvalues, condition, norms } = readings
    const largest = eigenvalues[eigenvalues.length - 1]
    this.#said.textContent = `${norms.length} samples. Gauss–Newton matrix: rank ${eigenvalues.length}, largest eigenvalue ${largest.toPrecision(2)}, condition ${condition.toPrecision(2)}. Gradients of samples: ${Math.min(...norms).toPrecision(2)} to ${Math.max(...norms).toPrecision(2)}.`
  }
}
