import type { Loss, LossName } from './loss.js'
import { meanSquaredError } from './mean-squared-error.js'
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy.js'
import { softmaxCrossEntropy } from './softmax-cross-entropy.js'

/** Every loss; a new one is one file and one line here. */
export const losses: Readonly<Record<LossName, Loss>> = { meanSquaredError, softmaxCrossEntropy, sigmoidCrossEntropy }
