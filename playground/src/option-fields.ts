import { optimizers } from 'woodbury'
import { otherOptions } from './state.ts'

/** A field for every option of a method, empty where the library settles it. */
export class OptionFields {
  readonly element = document.createElement('details')
  readonly #list = document.createElement('div')
  #method = ''

  constructor() {
    const summary = document.createElement('summary')
    summary.textContent = 'Options'
    this.#list.className = 'options'
    this.element.append(summary, this.#list)
  }

  get values(): Readonly<Record<string, string>> {
    const fields = [...this.#list.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[data-option]')]
    return Object.fromEntries(
      fields.flatMap(({ dataset, value }) => (value.trim() === '' ? [] : [[dataset.option, value.trim()]])),
    )
  }

  /** The fields of a method with what was written in them. */
  show(method: string, values: Readonly<Record<string, string>>): void {
    if (method !== this.#method) this.#list.replaceChildren(...otherOptions(method).map(name => field(method, name)))
    this.#method = method
    for (const control of this.#list.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[data-option]'))
      control.value = values[control.dataset.option as string] ?? ''
    this.element.hidden = this.#list.childElementCount === 0
    if (Object.keys(values).length > 0) this.element.open = true
  }
}

function field(method: string, option: string): HTMLLabelElement {
  const info = optimizers().find(({ name }) => name === method)
  const words = info?.words[option]
  const control = document.createElement(words ? 'select' : 'input')
  if (control instanceof HTMLSelectElement)
    control.replaceChildren(new Option('default', ''), ...(words ?? []).map(word => new Option(word, word)))
  else {
    control.placeholder = 'default'
    control.autocomplete = 'off'
    control.spellcheck = false
  }
  control.dataset.option = option
  const label = document.createElement('label')
  label.title = info?.options[option] ?? ''
  label.append(`${option} `, control)
  return label
}
