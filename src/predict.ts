/** The entry `woodbury/predict`: models in, predictions out, with kernels of their own that hold nothing else. */
import { predictKernels } from './runtime/predict-kernels.js'
import { type Predict, predictWith } from './train/prediction.js'

export const predict = ((model, x, options = {}) => predictWith(predictKernels, model, x, options)) as Predict

export { WoodburyError, type WoodburyErrorCode } from './errors.js'
export type {} from './globals.js'
export { type LoadOptions, load } from './io/model-file.js'
export type { Model } from './model/graph.js'
export type { Predict, Prediction, PredictOptions } from './train/prediction.js'
