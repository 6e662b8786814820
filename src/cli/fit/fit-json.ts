import type { CurveFit } from '../../curve/index.js'
import type { FitPoints } from './fit-columns.js'

/** The one JSON object of `fit --json`: what --out writes but for its course and its residuals, and parameters by name. */
export function fitJson(fit: CurveFit, { columns, data, notes }: FitPoints, file: string): object {
  const { history, residuals, warnings, ...found } = fit.toJSON()
  return {
    file,
    columns,
    points: data.y.length,
    parameters: fit.parameters,
    standardErrors: fit.standardErrors,
    ...found,
    warnings: [...notes, ...warnings],
  }
}
