/**
 * What randomness is drawn for. Each purpose has its own stream of every seed, so drawing more for one never shifts
 * another. The numbers are part of reproducibility: add new ones, never renumber.
 */
export const PURPOSE = {
  initialise: 1,
  split: 2,
  shuffle: 3,
  curvatureBatch: 4,
  sampledLabels: 5,
  generateData: 6,
  validation: 7,
  holdout: 8,
  outputSigns: 9,
  starts: 10,
  bootstrap: 11,
  subsets: 12,
  proposals: 13,
  hiddenSigns: 14,
  probes: 15,
  thermalNoise: 16,
  walkers: 21,
} as const
