import { WoodburyError } from '../errors.js'
import { isObject } from '../plain.js'
import { type CurveFit, curveFitOf, type SavedFit } from './curve-fit.js'
import { type AnyModel, type Model, settleModel } from './model/settle-model.js'
import { settleParameters, type Values } from './parameters.js'

/**
 * A fit as `JSON.stringify` wrote it, or its `toJSON()`. It predicts and reports; to fit again pass its parameters as start.
 * @param model the function, where it was one: a file holds no code
 * @throws WoodburyError BAD_FILE for what is no fit, BAD_MODEL where the function is missing
 */
export function loadFit<P extends Values>(json: string | SavedFit, model?: Model<P>): CurveFit {
  const saved = parseFit(json)
  const { expressions, variables, ties, columns, ownNames } = saved.model
  const again = (model as AnyModel | undefined) ?? expressions
  if (!again) throw new WoodburyError('BAD_MODEL', 'loadFit: the model was a function. Pass it as the second argument.')
  const start = saved.form === 'list' ? ownNames.map(() => 0) : Object.fromEntries(ownNames.map(name => [name, 0]))
  const parameters = settleParameters(start, {}, 'loadFit')
  const settled = settleModel(again, parameters, columns, { variables, ties }, 'loadFit')
  return curveFitOf(saved, saved.model, settled, { profile: refuse('profile'), bootstrap: refuse('bootstrap') })
}

const refuse = (what: string) => (): never => {
  throw new WoodburyError('NOT_SUPPORTED', `${what}: a fit that was loaded has no data. Fit again from its parameters.`)
}

function parseFit(json: string | SavedFit): SavedFit {
  let value: unknown = json
  try {
    if (typeof json === 'string') value = JSON.parse(json)
  } catch (cause) {
    throw new WoodburyError(
      'BAD_FILE',
      'loadFit: this is no JSON. Pass what JSON.stringify made of a fit.',
      {},
      { cause },
    )
  }
  if (isObject(value) && isObject(value.model) && Array.isArray(value.values) && Array.isArray(value.names))
    return value as never
  throw new WoodburyError('BAD_FILE', 'loadFit: this is no fit. Pass what JSON.stringify or toJSON made of one.')
}
