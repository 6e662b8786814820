import type { CsvTable } from 'woodbury'
import { ModelTrouble } from './errors.ts'
import { type Example, examples } from './examples.ts'
import { type Entry, entries, OWN, parametersIn } from './models.ts'
import { find, offer } from './page.ts'
import { ParameterTable } from './parameter-table.ts'
import { guessPlaces, numericColumns, type Places, type Points, pointsOf, readTable, titleOf } from './read-data.ts'
import { suggested, type Task, taskOf } from './task.ts'

/** The fields of the page, and the task that they make. */
export class SettingsForm {
  readonly element = find<HTMLFormElement>('settings')
  readonly table = new ParameterTable()
  #columns = ''
  #read: { readonly text: string; readonly table: CsvTable } | undefined
  #points: Points | undefined

  constructor() {
    offer(
      this.#select('example'),
      [...examples.map(({ name, title }) => [name, title] as const), [OWN, 'Your own']],
      OWN,
    )
    offer(this.#select('model'), [...entries.map(({ name, title }) => [name, title] as const), [OWN, 'Your own']], OWN)
  }

  get example(): Example | undefined {
    return examples.find(({ name }) => name === this.#select('example').value)
  }

  get places(): Places {
    return { x: this.#select('x').value, y: this.#select('y').value, sigma: this.#select('sigma').value }
  }

  /** What x and y are called. */
  get titles(): { readonly x: string; readonly y: string } {
    const chosen = (name: string) => this.#select(name).selectedOptions[0]?.text ?? name
    return { x: chosen('x'), y: chosen('y') }
  }

  /** Everything as an example has it. */
  showExample({ name, source, text, model }: Example): void {
    this.#select('example').value = name
    find('source').textContent = source
    this.#data.value = text
    this.#select('model').value = model
    this.table.clear()
    this.modelChosen()
  }

  showOwnData(text = this.#data.value): void {
    this.#select('example').value = OWN
    find('source').textContent = ''
    if (this.#data.value !== text) this.#data.value = text
  }

  modelChosen(): void {
    const { entry } = this
    if (entry) this.#expression.value = entry.ready.expression
    else this.expressionWritten()
    this.table.show(entry?.ready.parameters ?? parametersIn(this.#expression.value))
  }

  /** From now on it is the visitor's own; starts that were found stay, as entries. */
  expressionWritten(): void {
    const { entry } = this
    if (entry && this.#points) this.table.keep(suggested(entry, this.table.names, this.#points))
    this.#select('model').value = OWN
    this.table.show(parametersIn(this.#expression.value))
  }

  /** @throws WoodburyError, DataTrouble, ModelTrouble, BadEntry */
  read(): Task {
    this.#points = undefined
    const text = this.#data.value
    if (this.#read?.text !== text) this.#read = { text, table: readTable(text) }
    const { table } = this.#read
    this.#offerColumns(table)
    this.#points = pointsOf(table, this.places)
    const { entry } = this
    const { names } = this.table
    const expression = this.#expression.value.trim()
    if (names.length === 0)
      throw new ModelTrouble(`There is no parameter in “${expression}”. Name what is to be found, as in a*x+b.`)
    const found = suggested(entry, names, this.#points)
    this.table.suggest(found)
    return taskOf(entry, expression, names, this.#points, found, this.table.settings)
  }

  get entry(): Entry | undefined {
    return entries.find(({ name }) => name === this.#select('model').value)
  }

  /** Selects for x, y and sigma; other columns make a new guess. */
  #offerColumns(data: CsvTable): void {
    const columns = numericColumns(data)
    const all = columns.map(({ name }) => [name, titleOf(data, name)] as const)
    if (all.join('\n') === this.#columns) return
    this.#columns = all.join('\n')
    const guess = guessPlaces(columns)
    offer(this.#select('x'), all, guess.x)
    offer(this.#select('y'), all, guess.y)
    offer(this.#select('sigma'), [['', 'none'], ...all], guess.sigma)
  }

  get #data(): HTMLTextAreaElement {
    return this.element.elements.namedItem('data') as HTMLTextAreaElement
  }

  get #expression(): HTMLInputElement {
    return this.element.elements.namedItem('expression') as HTMLInputElement
  }

  #select(name: string): HTMLSelectElement {
    return this.element.elements.namedItem(name) as HTMLSelectElement
  }
}
