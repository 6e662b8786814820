import type { RowKind } from '../curvature/rows.js'
import { WoodburyError } from '../errors.js'
import { oneOf, show } from '../options.js'
import { type Fields, fieldsOf, isObject } from '../plain.js'
import { adam } from './adam.js'
import type { Optimizer } from './optimizer.js'
import { sgd } from './sgd.js'
import { smwGN } from './smw-gn.js'
import { smwNG } from './smw-ng.js'

/** Each method from its own plain description: `rows` is what smwNG calls `fisher`, and what `fit` chooses for smwGN. */
const presets: Readonly<Record<Optimizer['method'], (options: Fields) => Optimizer>> = {
  smwGN: ({ rows = 'ggn', ...options }) => ({
    ...(smwGN(options) as Optimizer & { rows: RowKind }),
    rows: oneOf('smwGN', 'rows', rows, ['ggn', 'sketched']),
  }),
  smwNG: ({ rows, ...options }) => smwNG(rows === undefined ? options : { fisher: rows as 'sampled', ...options }),
  sgd,
  adam,
}

/**
 * A method as a preset or `result.optimizer` describes it, or as written by hand: checked like the options of its preset,
 * so that nothing in it is ignored.
 * @throws WoodburyError BAD_OPTION
 */
export function checkedOptimizer(where: string, value: unknown): Optimizer {
  const { method, ...options } = isObject(value) ? fieldsOf(value, `${where}: optimizer`) : {}
  if (typeof method !== 'string')
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: optimizer is ${show(value)}. Pass what smwGN(), smwNG(), adam() or sgd() returns.`,
      { option: 'optimizer' },
    )
  return presets[oneOf(where, 'optimizer.method', method, ['smwGN', 'smwNG', 'sgd', 'adam'])](options)
}
