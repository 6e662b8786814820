import { WoodburyError } from '../../errors.js'
import type { CurveData, Points } from '../data/points.js'
import { fitModel } from '../fit-model.js'
import type { AnyModel } from '../model/settle-model.js'
import { isUnstarted, startOf } from '../model/start-of.js'
import type { AnyCurveOptions } from '../options.js'
import type { Values } from '../parameters.js'

/** Where sets begin: the start that was given, else what is found for one of them. */
export function exampleStart(
  model: AnyModel,
  data: CurveData,
  points: Points,
  options: AnyCurveOptions,
  where: string,
): Values {
  const start = startOf(model, points, options, where)
  if (!isUnstarted(model, options)) return start
  try {
    const { signal, onIteration, ...rest } = options
    return fitModel(model, data, { ...rest, missing: 'omit' }).parameters
  } catch (error) {
    if (error instanceof WoodburyError) return start
    throw error
  }
}
