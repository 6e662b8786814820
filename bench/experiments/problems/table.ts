import type { Experiment } from '../experiment.js'
import { curvesAutoencoder, facesAutoencoder, paperAutoencoder, paperAutoencoderFull } from './autoencoders.js'
import { fashionMnist, paperMnist } from './pictures.js'
import { arm, largeTable, tabular, uciRegression } from './tables.js'

/** Every experiment by its name; `all` runs those that are not an option of another. */
export const experiments: Readonly<Record<string, Experiment>> = Object.fromEntries(
  [
    paperMnist,
    paperAutoencoder,
    curvesAutoencoder,
    facesAutoencoder,
    fashionMnist,
    tabular,
    uciRegression,
    arm,
    largeTable,
    paperAutoencoderFull,
  ].map(experiment => [experiment.name, experiment]),
)

export const suite: readonly Experiment[] = Object.values(experiments).filter(
  experiment => experiment !== paperAutoencoderFull,
)
