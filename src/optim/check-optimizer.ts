import { WoodburyError } from '../errors.js'
import { oneOf, show } from '../options.js'
import { fieldsOf, isObject } from '../plain.js'
import { methodNames, methodOf, type Optimizer } from './table.js'

const UNMET = 'A method of the family is known once its function was called, or optimizers().'

/**
 * A method as its function or `result.optimizer` describes it, or as written by hand: checked like the options of its
 * function, so that nothing in it is ignored.
 * @throws WoodburyError BAD_OPTION
 */
export function checkedOptimizer(where: string, value: unknown): Optimizer {
  const { method, ...fields } = isObject(value) ? fieldsOf(value, `${where}: optimizer`) : {}
  if (typeof method !== 'string')
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: optimizer is ${show(value)}. Pass what smwGN(), smwNG(), adam() or another method returns, or 'auto'.`,
      { option: 'optimizer' },
    )
  const known = oneOf(where, 'optimizer.method', method, methodNames(), {}, UNMET)
  return methodOf({ method: known }).said(fields) as Optimizer
}
