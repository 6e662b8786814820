import {
  adam,
  bayesianRegularization,
  cosine,
  dampingSchedule,
  egn,
  ekfac,
  foof,
  gainRatio,
  hessianFree,
  kbfgs,
  kfac,
  lbfgs,
  levenbergMarquardt,
  linear,
  muon,
  nielsen,
  sgd,
  smwGN,
  smwNG,
  soap,
  spring,
  ssBroyden,
  stochasticLM,
  tengrad,
} from '../../src/index.js'
import type { Grid } from './experiment.js'

type Grids = Readonly<Record<string, Grid>>

/** Whole gradients are few in so many seconds; the second setting has a part of the rows. */
const LARGE_BATCH: Grids = {
  HF: [
    { name: 'default', optimizer: hessianFree() },
    { name: 'batch 5,000, curvature 500', optimizer: hessianFree({ gradientBatch: 5000, curvatureBatch: 500 }) },
  ],
  'L-BFGS': [{ name: 'default', optimizer: lbfgs() }],
}

const FULL_BATCH: Grids = {
  HF: [{ name: 'default', optimizer: hessianFree() }],
  'L-BFGS': [{ name: 'default', optimizer: lbfgs() }],
}

const sgds = (gradientBatch: number): Grid =>
  [0.03, 0.1, 0.01, 0.3].map(rate => ({
    name: `rate ${rate} cosine, momentum 0.9, batch ${gradientBatch}`,
    optimizer: sgd({ learningRate: cosine(rate), momentum: 0.9, gradientBatch }),
  }))

const adams = (settings: readonly (readonly [rate: number, gradientBatch: number])[]): Grid =>
  settings.map(([rate, gradientBatch]) => ({
    name: `rate ${rate} cosine, batch ${gradientBatch}`,
    optimizer: adam({ learningRate: cosine(rate), gradientBatch }),
  }))

/** FOOF with batches of 125 and a λ that falls: as many epochs as fit into few seconds. */
const smallFoof = foof({
  gradientBatch: 125,
  learningRate: linear(0.2),
  damping: dampingSchedule({ from: 0.2, to: 0.05 }),
  factorInterval: 8,
  inverseInterval: 80,
})

export const PICTURES: Grids = {
  SGD: sgds(128),
  Adam: [
    ...adams([
      [1e-3, 128],
      [2e-3, 128],
      [1e-2, 256],
    ]),
    { name: 'rate 0.01 linear, batch 256', optimizer: adam({ learningRate: linear(1e-2), gradientBatch: 256 }) },
  ],
  KFAC: [
    { name: 'default', optimizer: kfac() },
    { name: 'lambda 0.01', optimizer: kfac({ damping: 0.01 }) },
    { name: 'batch 250', optimizer: kfac({ gradientBatch: 250 }) },
  ],
  ...LARGE_BATCH,
  'SMW-GN': [
    { name: 'default', optimizer: smwGN() },
    { name: 'output layer eliminated', optimizer: smwGN({ outputLayer: 'eliminated' }) },
  ],
  'SMW-NG': [
    { name: 'default', optimizer: smwNG() },
    { name: 'lambda 0.3', optimizer: smwNG({ damping: 0.3 }) },
    { name: 'improved empirical', optimizer: smwNG({ fisher: 'improvedEmpirical' }) },
  ],
}

export const PICTURE_CANDIDATES: Grids = {
  FOOF: [
    { name: 'batch 125, lambda 0.2 to 0.05', optimizer: smallFoof },
    { name: 'default', optimizer: foof() },
  ],
  EKFAC: [{ name: 'default', optimizer: ekfac() }],
  TENGraD: [{ name: 'default', optimizer: tengrad() }],
  'K-BFGS': [{ name: 'default', optimizer: kbfgs() }],
  SOAP: [{ name: 'default', optimizer: soap() }],
  Muon: [{ name: 'default', optimizer: muon() }],
}

const tuned = { gradientBatch: 500, damping: 0.1, klClip: 0.3, inverseInterval: 40 }

export const AUTOENCODER: Grids = {
  SGD: sgds(128).slice(1, 2),
  Adam: adams([
    [1e-3, 128],
    [3e-3, 500],
    [3e-3, 128],
  ]),
  KFAC: [
    { name: 'lambda 0.1, clip 0.3, batch 500', optimizer: kfac(tuned) },
    { name: 'default', optimizer: kfac() },
  ],
  ...LARGE_BATCH,
  'SMW-GN': [
    { name: 'default', optimizer: smwGN() },
    { name: 'exact targets', optimizer: smwGN({ damping: gainRatio() }) },
  ],
  'SMW-NG': [{ name: 'default', optimizer: smwNG() }],
}

export const AUTOENCODER_CANDIDATES: Grids = {
  EKFAC: [
    { name: 'lambda 0.1, clip 0.3, batch 500', optimizer: ekfac({ gradientBatch: 500, damping: 0.1, klClip: 0.3 }) },
  ],
  'K-BFGS': [{ name: 'batch 500', optimizer: kbfgs({ gradientBatch: 500 }) }],
  SOAP: [
    { name: 'default', optimizer: soap() },
    { name: 'rate 0.01 cosine', optimizer: soap({ learningRate: cosine(1e-2) }) },
  ],
  Muon: [{ name: 'default', optimizer: muon() }],
}

export const TABLE: Grids = {
  SGD: sgds(32).slice(0, 2),
  Adam: adams([
    [1e-2, 32],
    [3e-3, 32],
    [1e-2, 128],
    [3e-2, 128],
  ]),
  KFAC: [{ name: 'default', optimizer: kfac() }],
  ...FULL_BATCH,
  'SMW-GN': [
    { name: 'default', optimizer: smwGN() },
    { name: 'full gradient, Nielsen', optimizer: smwGN({ gradientBatch: 'full', damping: nielsen() }) },
  ],
  'SMW-NG': [{ name: 'default', optimizer: smwNG() }],
}

export const TABLE_CANDIDATES: Grids = {
  'Levenberg-Marquardt': [{ name: 'default', optimizer: levenbergMarquardt() }],
  'Bayesian regularization': [{ name: 'default', optimizer: bayesianRegularization() }],
  'SS-Broyden': [{ name: 'default', optimizer: ssBroyden() }],
  'stochastic LM': [{ name: 'default', optimizer: stochasticLM() }],
  EGN: [{ name: 'default', optimizer: egn() }],
  SOAP: [{ name: 'default', optimizer: soap() }],
}

const double = (grid: Grid): Grid => grid.map(setting => ({ ...setting, dtype: 'float64' }))

/** Exact targets: digits are to be had, so second order computes in float64. */
export const EXACT: Grids = {
  SGD: sgds(64).slice(0, 2),
  Adam: adams([
    [3e-3, 64],
    [3e-3, 128],
    [1e-3, 64],
    [1e-2, 256],
  ]),
  KFAC: double([{ name: 'default', optimizer: kfac() }]),
  HF: double(FULL_BATCH.HF),
  'L-BFGS': double(FULL_BATCH['L-BFGS']),
  'SMW-GN': double([{ name: 'default', optimizer: smwGN() }]),
  'SMW-NG': double([{ name: 'default', optimizer: smwNG() }]),
}

export const EXACT_CANDIDATES: Grids = {
  SPRING: double([{ name: 'default', optimizer: spring() }]),
  'SS-Broyden': double([{ name: 'default', optimizer: ssBroyden() }]),
  'Levenberg-Marquardt': double([{ name: 'default', optimizer: levenbergMarquardt() }]),
  EGN: double([{ name: 'default', optimizer: egn() }]),
  SOAP: [{ name: 'default', optimizer: soap() }],
}

export const CLASSES: Grids = {
  SGD: sgds(128).slice(0, 2),
  Adam: adams([
    [1e-3, 128],
    [3e-3, 128],
    [1e-2, 128],
    [3e-2, 128],
  ]),
  KFAC: [
    { name: 'default', optimizer: kfac() },
    { name: 'lambda 0.01', optimizer: kfac({ damping: 0.01 }) },
  ],
  ...FULL_BATCH,
  'SMW-GN': [{ name: 'default', optimizer: smwGN() }],
  'SMW-NG': [
    { name: 'default', optimizer: smwNG() },
    { name: 'lambda 0.3', optimizer: smwNG({ damping: 0.3 }) },
  ],
}

export const CLASS_CANDIDATES: Grids = {
  EKFAC: [{ name: 'default', optimizer: ekfac() }],
  FOOF: [{ name: 'default', optimizer: foof() }],
  TENGraD: [{ name: 'default', optimizer: tengrad() }],
  'SS-Broyden': [{ name: 'default', optimizer: ssBroyden() }],
  SOAP: [{ name: 'default', optimizer: soap() }],
  'K-BFGS': [{ name: 'default', optimizer: kbfgs() }],
}
