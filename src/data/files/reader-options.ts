import { WoodburyError } from '../../errors.js'
import { checkOptions, oneOf, positiveInteger, show, trueOrFalse } from '../../options.js'
import { fieldsOf } from '../../plain.js'

type Check = (where: string, option: string, value: unknown) => void

const list =
  (what: string, fits: (value: unknown) => boolean, length?: number): Check =>
  (where, option, value) => {
    if (Array.isArray(value) && value.every(fits) && value.length === (length ?? value.length)) return
    throw new WoodburyError('BAD_OPTION', `${where}: ${option} is ${show(value)}. Pass an array of ${what}.`, {
      option,
    })
  }

const isText = (value: unknown) => typeof value === 'string'
const isKey = (value: unknown) => typeof value === 'string' || Number.isInteger(value)

const string: Check = (where, option, value) => {
  if (!isText(value))
    throw new WoodburyError('BAD_OPTION', `${where}: ${option} is ${show(value)}. Pass a string.`, { option })
}

/** What each option of the readers has to be, for all readers alike. */
const CHECKS: Readonly<Record<string, Check>> = {
  classes: list('class names', isText),
  columns: list('column names', isText),
  ignore: list('column names or numbers', isKey),
  target: (where, option, value) => {
    if (!isKey(value)) list('column names or numbers, or pass one of them', isKey)(where, option, value)
  },
  task: (where, option, value) => oneOf(where, option, value, ['regression', 'classification']),
  missingValues: list('names of missing values', isText),
  missing: (where, option, value) => oneOf(where, option, value, ['error', 'omit']),
  decimal: (where, option, value) => oneOf(where, option, value, ['.', ',']),
  delimiter: string,
  header: trueOrFalse,
  features: positiveInteger,
  name: string,
  names: list('two names', isText, 2),
}

/** How a text table is to be read. */
export const TEXT_OPTIONS = ['header', 'delimiter', 'decimal', 'missingValues', 'name'] as const

/**
 * Refuses options of a reader that are unknown, not of their kind or without effect; those left undefined are not set.
 * @throws WoodburyError BAD_OPTION
 */
export function checkReaderOptions(where: string, known: readonly (keyof typeof CHECKS)[], options: object): void {
  checkOptions(where, known, options)
  const fields = fieldsOf(options, where)
  for (const [option, value] of Object.entries(fields)) if (value !== undefined) CHECKS[option](where, option, value)
  if (fields.classes !== undefined && fields.task === 'regression')
    throw new WoodburyError('BAD_OPTION', `${where}: regression has no classes. Leave classes out, or the task.`, {
      option: 'classes',
    })
}
