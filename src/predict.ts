/** The entry `woodbury/predict`: models in, predictions out, with kernels of their own that hold nothing else. */

import { type Predict, predictWith } from './api/prediction.js'
import { predictKernels } from './runtime/wasm/predict-kernels.js'

export const predict = ((model, x, options = {}) => predictWith(predictKernels, model, x, options)) as Predict

export type { Predict, Prediction, PredictOptions } from './api/prediction.js'
export { WoodburyError, type WoodburyErrorCode } from './errors.js'
export type {} from './globals.js'
export { type LoadOptions, load } from './io/model-file.js'
export type { Model } from './model/graph.js'
