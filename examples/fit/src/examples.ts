/** Data that the page comes with, short and published. */
export interface Example {
  readonly name: string
  readonly title: string
  readonly source: string
  /** The ready-made model that it is known by. */
  readonly model: string
  readonly text: string
}

const columns = (names: string, x: readonly number[], y: readonly number[]) =>
  [names, ...x.map((at, i) => `${at}, ${y[i]}`)].join('\n')

const twice = (values: readonly number[]) => values.flatMap(value => [value, value])

const enzyme = columns(
  'conc, rate',
  twice([0.02, 0.06, 0.11, 0.22, 0.56, 1.1]),
  [76, 47, 97, 107, 123, 139, 159, 152, 191, 201, 207, 200],
)

const peakHeights = [
  0.02, 0.39, 0.19, 0.1, 0.4, 0.21, 0.25, -0.04, 0.27, 0.03, 0.07, -0.03, 0.15, 0.16, -0.1, -0.06, 0.09, 0.08, 0.19,
  0.22, 0.21, 0.34, 0.63, 0.3, 0.1, -0.11, 0.57, 0.53, 0.46, 0.65, 0.66, 0.82, 0.95, 1.54, 1.76, 1.85, 2.99, 3.18, 3.79,
  4.82, 5.74, 6.74, 7.3, 8.74, 9.69, 9.89, 10.19, 10.09, 9.65, 8.67, 8, 6.77, 6.08, 5.13, 4.3, 3.43, 2.42, 2.31, 1.75,
  1.14, 0.89, 1.03, 0.54, 0.77, 0.66, 0.5, 0.45, 0.17, 0.26, 0.6, 0.07, 0.2, 0.26, 0.46, 0.34, 0.3, -0.01, 0.14, 0.19,
  0.3, 0.44, 0.16, 0, 0.21, 0.01, 0.09, -0.22, 0.39, 0.18, 0.21, 0.24, -0.04, 0.14, 0.01, -0.05, 0.23, 0.08, 0.08, 0.02,
  -0.07, -0.09,
]
const peak = columns(
  't, y',
  peakHeights.map((_, i) => i / 5),
  peakHeights,
)

const decay = columns(
  'hours, conc',
  [0.25, 0.5, 0.75, 1, 1.25, 2, 3, 4, 5, 6, 8],
  [1.5, 0.94, 0.78, 0.48, 0.37, 0.19, 0.12, 0.11, 0.08, 0.07, 0.05],
)

const doses = [0, 0, 0, 0, 0, 0, ...[0.94, 1.88, 3.75, 7.5, 15, 30].flatMap(dose => [dose, dose, dose])]
const lengths = [
  7.58, 8, 8.3286, 7.25, 7.375, 7.9625, 8.3556, 6.9143, 7.75, 6.8714, 6.45, 5.9222, 1.925, 2.8857, 4.2333, 1.1875,
  0.8571, 1.0571, 0.6875, 0.525, 0.825, 0.25, 0.22, 0.44,
]
const response = columns('dose, length', doses, lengths)

export const examples: readonly Example[] = [
  {
    name: 'enzyme',
    title: 'Speed of an enzyme',
    source: 'Puromycin, treated cells. Treloar 1974; in R’s datasets.',
    model: 'michaelisMenten',
    text: enzyme,
  },
  {
    name: 'peak',
    title: 'A noisy peak',
    source: 'test_peak of lmfit’s examples, every fourth point.',
    model: 'pseudoVoigt',
    text: peak,
  },
  {
    name: 'decay',
    title: 'Decay of a drug in blood',
    source: 'Indometh, first subject. Kwan et al. 1976; in R’s datasets.',
    model: 'biexponential',
    text: decay,
  },
  {
    name: 'response',
    title: 'Response to a dose',
    source: 'ryegrass, root length in cm over ferulic acid in mM. Inderjit et al. 2002; in R’s drc.',
    model: 'logistic4',
    text: response,
  },
]
