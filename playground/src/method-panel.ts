import { methodTitle } from './method.ts'
import { OptionFields } from './option-fields.ts'
import { DAMPINGS, hasDamping, METHODS, type MethodChoice } from './state.ts'

const dampingNames = { default: 'by the data', gainRatio: 'gain ratio', nielsen: 'Nielsen', constant: 'constant' }

export function options(select: HTMLSelectElement, choices: readonly (readonly [value: string, text: string])[]): void {
  select.replaceChildren(...choices.map(([value, text]) => new Option(text, value)))
}

function labelled<T extends HTMLElement>(text: string, control: T): HTMLLabelElement {
  const label = document.createElement('label')
  label.append(`${text} `, control)
  return label
}

/** The choice of one method and of its damping. */
export class MethodPanel {
  readonly #method = document.createElement('select')
  readonly #damping = document.createElement('select')
  readonly #lambda = document.createElement('input')
  readonly #rest = document.createElement('div')
  /** The method whose options are shown: those of another do not carry over. */
  #shown = ''
  readonly #options = new OptionFields()

  constructor(place: HTMLFieldSetElement, legend: string, optional: boolean) {
    const title = document.createElement('legend')
    title.textContent = legend
    const methods = optional ? [...METHODS, 'none'] : METHODS
    options(
      this.#method,
      methods.map(name => [name, methodTitle(name) || 'none']),
    )
    options(
      this.#damping,
      DAMPINGS.map(name => [name, dampingNames[name]]),
    )
    this.#lambda.inputMode = 'decimal'
    this.#rest.className = 'pair'
    this.#rest.append(labelled('Damping', this.#damping), labelled('λ', this.#lambda))
    place.append(title, labelled('Method', this.#method), this.#rest, this.#options.element)
  }

  get choice(): MethodChoice {
    const lambda = Number(this.#lambda.value)
    const method = this.#method.value
    return {
      method,
      options: method === this.#shown ? this.#options.values : {},
      damping: this.#damping.value as MethodChoice['damping'],
      lambda: lambda > 0 && lambda <= 1e12 ? lambda : 1,
    }
  }

  set choice({ method, damping, lambda, options }: MethodChoice) {
    this.#method.value = method
    this.#shown = method
    this.#options.show(method, options)
    this.#damping.value = damping
    this.#lambda.value = `${lambda}`
    this.#rest.hidden = !hasDamping(method)
    this.#lambda.disabled = damping === 'default'
  }
}
