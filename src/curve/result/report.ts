import { errorsCovering, type Findings } from './fit.js'

/** Numbers from here on are written with an exponent. */
const LARGE = 1e9

const rounded = (value: number, digits: number) => {
  const near = Number(value.toPrecision(digits))
  return Math.abs(near) < LARGE || !Number.isFinite(near) ? near.toString() : near.toExponential().replace('+', '')
}
const number = (value: number) => rounded(value, 6)
const short = (value: number) => rounded(value, 3)

/** How many there are of something, in words. */
export const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

const WIDTH = 80
/** Characters of a name that are always shown. */
const LEAST_NAME = 8
/** Correlations that are worth a line. */
const NOTABLE = 0.5

/**
 * A fit in words, at most 80 columns wide, in the manner of R's `summary(nls)` and lmfit's report.
 * @param title what was fitted
 */
export function reportOf(findings: Findings, title: string): string {
  const { names, values, start, causes, inverse, errors, variance, degreesOfFreedom } = findings
  const factor = errors === 'absolute' ? 1 : variance
  const times = degreesOfFreedom > 0 || errors === 'absolute' ? errorsCovering(0.95, findings) : Number.NaN
  const rowsWith = (said: typeof causeText) =>
    names.map((name, k) => {
      const cause = causes[k]
      if (cause || factor === null) return [name, number(values[k]), '', said(cause), number(start[k])]
      const error = Math.sqrt(inverse[k][k] * factor)
      const interval = `${number(values[k] - times * error)} … ${number(values[k] + times * error)}`
      return [name, number(values[k]), short(error), interval, number(start[k])]
    })
  const derived = Object.entries(findings.derived).map(([name, { value, standardError }]) => [
    name,
    number(value),
    standardError === null ? '' : short(standardError),
    standardError === null ? '' : `${number(value - times * standardError)} … ${number(value + times * standardError)}`,
    'derived',
  ])
  const kind =
    errors === 'absolute'
      ? 'Errors are absolute: the variance of the data is taken as known.'
      : variance === null
        ? 'No errors: there are no degrees of freedom.'
        : `Errors are scaled by the residual standard error, ${short(Math.sqrt(variance))}.`
  return [
    ...folded(title),
    ...folded(`${findings.converged ? 'Converged' : `NOT CONVERGED (${findings.stopped})`}: ${findings.reason}`),
    `${counted(findings.iterations, 'iteration')}, ${counted(findings.evaluations, 'evaluation')}, derivatives ${findings.derivatives}`,
    '',
    ...tablesOf(
      said => [['', 'value', 'std. error', '95 % interval', 'start'], ...rowsWith(said), ...derived],
      findings,
    ),
    '',
    kind,
    ...summaryOf(findings).flatMap(folded),
    ...correlationsOf(findings).flatMap(folded),
    ...findings.warnings.flatMap(warning => folded(`Warning: ${warning}`)),
  ].join('\n')
}

/** A sentence in lines of at most 80 columns, those after the first set in; a word that is longer is cut. */
function folded(text: string): string[] {
  const lines = ['']
  for (const word of text.split(' ').flatMap(part => part.match(/.{1,76}/g) ?? [''])) {
    const last = lines[lines.length - 1]
    const line = last === '' ? word : `${last} ${word}`
    if (line.length <= WIDTH) lines[lines.length - 1] = line
    else lines.push(`  ${word}`)
  }
  return lines.map(line => line.replaceAll(TIED, ' '))
}

/** A space at which no line ends. */
const TIED = '\u00a0'

/** What the data leave open, with whom, beside the parameters, or beneath them where that is too wide. */
function tablesOf(rows: (said: typeof causeText) => string[][], { names, causes }: Findings): string[] {
  const whole = table(rows(causeText))
  if (whole.every(line => line.length <= WIDTH)) return whole
  const groups = names.flatMap((name, k) =>
    causes[k] && causes[k].with.length > 0 ? [`${name} is ${causeText(causes[k])}.`] : [],
  )
  return [...table(rows(cause => causeText(cause && { ...cause, with: [] }))), ...groups.flatMap(folded)]
}

function causeText(cause: Findings['causes'][number]): string {
  if (cause === null) return ''
  const words = {
    atBound: 'at its bound',
    notIdentifiable: 'not determined by the data',
    noDegreesOfFreedom: 'no degrees of freedom',
    stuckAtStart: 'has no effect at its start',
    fixed: 'fixed',
  }
  return `${words[cause.kind]}${cause.with.length > 0 ? `, with ${cause.with.join(', ')}` : ''}`
}

/** Columns side by side; names that are too long for all to fit are cut. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => rows.reduce((most, row) => Math.max(most, row[column].length), 0))
  const rest = widths.slice(1).reduce((sum, width) => sum + 2 + width, 0)
  widths[0] = Math.min(widths[0], Math.max(LEAST_NAME, WIDTH - rest))
  const cut = (name: string) => (name.length > widths[0] ? `${name.slice(0, widths[0] - 1)}…` : name)
  return rows.map(row =>
    row
      .map((cell, column) => (column === 0 ? cut(cell).padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  )
}

function summaryOf(findings: Findings): string[] {
  const { rss, degreesOfFreedom, reducedChiSquare, rSquared, aic, aicc, bic, condition } = findings
  const parts = [
    ['rss', rss],
    ['reduced chi-square', reducedChiSquare],
    ['R²', rSquared],
    ['AIC', aic],
    ['AICc', aicc],
    ['BIC', bic],
    ['condition', condition],
  ] as const
  const said = parts.flatMap(([name, value]) =>
    value === null || Number.isNaN(value) || value === Number.NEGATIVE_INFINITY
      ? []
      : [`${name} ${number(value)}`.replaceAll(' ', TIED)],
  )
  return [
    `${degreesOfFreedom} ${degreesOfFreedom === 1 ? 'degree' : 'degrees'} of freedom, ${said.slice(0, 3).join(', ')}`,
    said.slice(3).join(', '),
  ]
}

function correlationsOf({ names, inverse, causes }: Findings): string[] {
  const known = names.map((_, k) => k).filter(k => causes[k] === null)
  const pairs = known.flatMap((i, at) =>
    known.slice(at + 1).map(j => ({
      pair: `${names[i]}, ${names[j]}`,
      value: inverse[i][j] / Math.sqrt(inverse[i][i] * inverse[j][j]),
    })),
  )
  const notable = pairs
    .filter(({ value }) => Math.abs(value) >= NOTABLE)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
  if (notable.length === 0) return []
  return [
    `Correlations: ${notable
      .slice(0, 5)
      .map(({ pair, value }) => `${pair} ${value.toFixed(3)}`.replaceAll(' ', TIED))
      .join('; ')}`,
  ]
}
