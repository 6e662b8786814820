import { trainingKernels } from '../runtime/wasm/training-kernels.js'
import { type Predict, predictWith } from './prediction.js'

export const predict = ((model, x, options = {}) => predictWith(trainingKernels, model, x, options)) as Predict
