/** What losses share whose every output is the value of a target column. */
export const valueOutputs = {
  task: 'regression',
  link: 'value',
  labels: false,
  unitsPerColumn: 1,
  normalised: false,
  rows: (m: number) => m,
} as const
