import { bringLayers } from '../layers/table.js'
import { bringTaylorLayers } from '../taylor/graph.js'
import { coefficients } from './coefficients.js'
import { residual } from './residual.js'

/** Makes the nodes of runs on residuals known. */
export function bringResidualLayers(): void {
  bringTaylorLayers()
  bringLayers({ residual, coefficients })
}
