import { find } from './page.ts'

/** Values by name. */
export type Values = Readonly<Record<string, number>>

export interface ParameterSettings {
  readonly start: Values
  readonly lower: Values
  readonly upper: Values
  readonly fixed: readonly string[]
}

const FIELDS = ['start', 'lower', 'upper'] as const
type Field = (typeof FIELDS)[number]

const words: Readonly<Record<Field, string>> = { start: 'Start', lower: 'Lowest value', upper: 'Highest value' }

/** An entry that is no number, and the field that it stands in. */
export class BadEntry extends Error {
  constructor(
    readonly field: HTMLInputElement,
    what: string,
  ) {
    super(`${what} is “${field.value}”. Write a number, as in 0.5, or leave it empty.`)
  }
}

interface Row {
  readonly element: HTMLTableRowElement
  readonly fields: Readonly<Record<Field, HTMLInputElement>>
  readonly fixed: HTMLInputElement
}

/** A row for each parameter: start, bounds, fixed. An empty start is found from the data, or is 1. */
export class ParameterTable {
  readonly #body = find('parameters').querySelector('tbody') as HTMLTableSectionElement
  #rows = new Map<string, Row>()

  get names(): readonly string[] {
    return [...this.#rows.keys()]
  }

  /** Rows of these names; those that had one before keep what was entered. */
  show(names: readonly string[]): void {
    if (names.join() === this.names.join()) return
    this.#rows = new Map(names.map(name => [name, this.#rows.get(name) ?? rowOf(name)]))
    this.#body.replaceChildren(...[...this.#rows.values()].map(({ element }) => element))
  }

  clear(): void {
    this.#rows.clear()
    this.#body.replaceChildren()
  }

  /** What an empty start stands for. */
  suggest(found: Values): void {
    for (const [name, { fields }] of this.#rows) fields.start.placeholder = `${Number(found[name].toPrecision(3))}`
  }

  /** Makes suggestions entries, so that they outlive the model that made them. */
  keep(found: Values): void {
    for (const [name, { fields }] of this.#rows)
      if (fields.start.value === '' && name in found) fields.start.value = `${Number(found[name].toPrecision(6))}`
  }

  /** What was entered; what was not is absent. @throws BadEntry */
  get settings(): ParameterSettings {
    const entered = (field: Field) =>
      Object.fromEntries(
        [...this.#rows].flatMap(([name, { fields }]) => {
          const value = numberIn(fields[field], `${words[field]} of ${name}`)
          return value === undefined ? [] : [[name, value]]
        }),
      )
    const fixed = [...this.#rows].filter(([, row]) => row.fixed.checked).map(([name]) => name)
    return { start: entered('start'), lower: entered('lower'), upper: entered('upper'), fixed }
  }

  /** The fields of a parameter that an error may be about. */
  fieldsOf(name: string): HTMLInputElement[] {
    const row = this.#rows.get(name)
    return row ? FIELDS.map(field => row.fields[field]) : []
  }
}

function numberIn(field: HTMLInputElement, what: string): number | undefined {
  const text = field.value.trim().replace(/^([-+]?\d*),(\d+)$/, '$1.$2')
  if (text === '') return undefined
  const value = Number(text)
  if (!Number.isFinite(value)) throw new BadEntry(field, what)
  return value
}

function rowOf(name: string): Row {
  const element = document.createElement('tr')
  const heading = document.createElement('th')
  heading.scope = 'row'
  heading.textContent = name
  const inputOf = (type: 'text' | 'checkbox', label: string) => {
    const input = document.createElement('input')
    input.type = type
    input.autocomplete = 'off'
    input.setAttribute('aria-label', label)
    input.setAttribute('aria-describedby', 'parameter-error')
    const cell = document.createElement('td')
    cell.append(input)
    element.append(cell)
    return input
  }
  element.append(heading)
  const [start, lower, upper] = FIELDS.map(field => inputOf('text', `${words[field]} of ${name}`))
  return { element, fields: { start, lower, upper }, fixed: inputOf('checkbox', `${name} fixed`) }
}
