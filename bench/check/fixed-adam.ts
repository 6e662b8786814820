import { adam, cosine } from '../../src/index.js'

/** What people take who pass no options elsewhere: the rival of every default. */
export const fixedAdam = adam({ learningRate: cosine(1e-3), gradientBatch: 128 })
