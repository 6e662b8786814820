import { WoodburyError } from 'woodbury'
import { find } from './page.ts'
import { BadEntry, type ParameterTable } from './parameter-table.ts'

/** Where a message stands, and which fields it is about. */
interface Place {
  readonly message: 'data-error' | 'model-error' | 'parameter-error' | 'fit-error'
  readonly fields: readonly HTMLElement[]
}

/** Trouble with the columns, or with what was written as a model, that the page itself finds. */
export class DataTrouble extends Error {}
export class ModelTrouble extends Error {}

const OF_DATA = ['SHAPE_MISMATCH', 'NON_FINITE_INPUT', 'EMPTY_DATA', 'BAD_FILE', 'BAD_VALUE']

export function clearErrors(form: HTMLFormElement): void {
  for (const place of form.querySelectorAll('.error')) place.textContent = ''
  for (const field of form.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid')
}

/** Says what went wrong beside the field that it concerns, and returns that field. */
export function showError(error: unknown, form: HTMLFormElement, table: ParameterTable): HTMLElement | undefined {
  const { message, fields } = placeOf(error, form, table)
  const said = error instanceof Error ? error.message : String(error)
  find(message).textContent = said.replace(/^fitCurve:? /, '')
  for (const field of fields) field.setAttribute('aria-invalid', 'true')
  return fields[0]
}

function placeOf(error: unknown, form: HTMLFormElement, table: ParameterTable): Place {
  const field = (name: string) => form.elements.namedItem(name) as HTMLElement
  if (error instanceof BadEntry) return { message: 'parameter-error', fields: [error.field] }
  const facts = error instanceof WoodburyError ? error.facts : {}
  const code = error instanceof WoodburyError ? error.code : ''
  if (error instanceof DataTrouble || OF_DATA.includes(code) || facts.name === 'sigma')
    return { message: 'data-error', fields: [field('data')] }
  if (error instanceof ModelTrouble || code === 'BAD_MODEL')
    return { message: 'model-error', fields: [field('expression')] }
  if (code === 'NON_FINITE_MODEL') return { message: 'parameter-error', fields: table.names.flatMap(startOf(table)) }
  const named = [facts.parameter, facts.parameters].flat().filter(name => typeof name === 'string')
  if (named.length > 0) return { message: 'parameter-error', fields: named.flatMap(name => table.fieldsOf(name)) }
  return { message: 'fit-error', fields: [] }
}

const startOf = (table: ParameterTable) => (name: string) => table.fieldsOf(name).slice(0, 1)
