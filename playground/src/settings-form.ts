import { MethodPanel, options } from './method-panel.ts'
import { find } from './page.ts'
import { ACTIVATIONS, MOST_STEPS, type State } from './state.ts'

const whole = (text: string, from: number, to: number) => Math.min(to, Math.max(from, Math.round(Number(text) || from)))

/** The fields of the page and the state that they show. */
export class SettingsForm {
  readonly element = find<HTMLFormElement>('settings')
  readonly #panels = [
    new MethodPanel(find('method-0'), 'First method', false),
    new MethodPanel(find('method-1'), 'Second method', true),
  ] as const

  constructor(problems: readonly (readonly [name: string, title: string])[]) {
    options(this.#select('problem'), problems)
    options(
      this.#select('activation'),
      ACTIVATIONS.map(name => [name, name]),
    )
  }

  /** A problem beside those that the page came with. */
  offer(name: string, title: string): void {
    const select = this.#select('problem')
    const known = [...select.options].find(({ value }) => value === name)
    if (known) known.text = title
    else select.add(new Option(title, name))
  }

  get state(): State {
    return {
      problem: this.#field('problem').value,
      hidden: this.#field('hidden').value,
      activation: this.#field('activation').value,
      steps: whole(this.#field('steps').value, 1, MOST_STEPS),
      seed: whole(this.#field('seed').value, 0, 2 ** 32 - 1),
      methods: [this.#panels[0].choice, this.#panels[1].choice],
    }
  }

  set state(state: State) {
    for (const name of ['problem', 'hidden', 'activation', 'steps', 'seed'] as const)
      this.#field(name).value = `${state[name]}`
    this.#panels[0].choice = state.methods[0]
    this.#panels[1].choice = state.methods[1]
  }

  #field(name: string): HTMLInputElement {
    return this.element.elements.namedItem(name) as HTMLInputElement
  }

  #select(name: string): HTMLSelectElement {
    return this.element.elements.namedItem(name) as HTMLSelectElement
  }
}
