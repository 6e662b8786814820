import { basename } from 'node:path'
import type { Command } from 'commander'
import type { CurveFit, CurveOptions } from '../../curve/index.js'
import { plotFit, plotHtml } from '../../curve/plot/index.js'
import { WoodburyError } from '../../index.js'
import { checkNames } from '../../options.js'
import { EXIT, type ExitCode } from '../exit-codes.js'
import { checkOutputs } from '../files/check-outputs.js'
import { isStdout } from '../files/target.js'
import { write } from '../files/write.js'
import { heard, saved } from '../signals.js'
import { type Columns, type FitPoints, readPoints } from './fit-columns.js'
import { addFitFlags, type FitFlags, lossOf } from './fit-flags.js'
import { fitJson } from './fit-json.js'
import { fitInThread } from './fit-thread.js'

export function addFit(program: Command, done: (code: ExitCode) => void): void {
  const command = program.command('fit').description('fit a curve to the points in a file')
  addFitFlags(command).action(async (data: string | undefined, flags: FitFlags) => done(await fitFile(data, flags)))
}

const say = (line: string) => process.stderr.write(`${line}\n`)

async function fitFile(file: string | undefined, flags: FitFlags): Promise<ExitCode> {
  const model = checkFlags(file, flags)
  const data = file as string
  const { out, report, plot, json } = flags
  await checkOutputs('fit', { '--out': out, '--report': report, '--plot': plot }, { 'the data': data })
  const toStdout = await pathOnStdout([out, report, plot])
  if (json && toStdout !== undefined) refuse(`--json prints on stdout, as ${toStdout} does. Leave one of them out.`)
  const words = wordsOf(model, flags)
  const points = await readPoints(data, flags, words)
  const options = optionsOf(words, points.columns, flags)
  const fit = await saved(signal =>
    fitInThread({ model, data: points.data, options }, signal).catch(error => explained(error, points)),
  )
  for (const note of points.notes) say(`note: ${note}`)
  await writeAll(fit, points, data, flags)
  const text = toStdout === undefined ? process.stdout : process.stderr
  if (json) process.stdout.write(`${JSON.stringify(fitJson(fit, points, data))}\n`)
  else text.write(`${headOf(points, data, flags)}\n${fit.report()}\n`)
  for (const path of [out, report, plot]) if (path !== undefined) say(`wrote ${path}`)
  return codeOf(fit)
}

function refuse(sentence: string): never {
  throw new WoodburyError('BAD_OPTION', `fit: ${sentence}`)
}

/** @returns the model @throws WoodburyError BAD_OPTION for what is missing or names no parameter */
function checkFlags(file: string | undefined, { model, start, bounds = {}, fixed = [] }: FitFlags): string {
  if (file === undefined)
    refuse('no data. Pass a CSV file, as in woodbury fit data.csv --model "a*x+b" --start a=1,b=0.')
  if (model === undefined || model.trim() === '')
    return refuse(
      'no model. Pass --model "a*exp(-b*x)+c" with --start a=1,b=0.1,c=0, or the name of a ready-made model.',
    )
  if (start === undefined && !/^\s*[A-Za-z]\w*\s*$/.test(model))
    refuse(`the parameters of "${model}" have no start. Pass --start auto, or --start a=1,b=0.1.`)
  if (start && start !== 'auto') {
    checkNames('fit: --bounds', 'parameter', Object.keys(start), bounds)
    checkNames('fit: --fixed', 'parameter', Object.keys(start), Object.fromEntries(fixed.map(name => [name, true])))
  }
  return model
}

async function pathOnStdout(paths: readonly (string | undefined)[]): Promise<string | undefined> {
  for (const path of paths) if (path !== undefined && (await isStdout(path))) return path
  return undefined
}

function optionsOf(words: ReadonlySet<string>, columns: Columns, flags: FitFlags): CurveOptions {
  const { start, bounds = {}, fixed, derived, loss, lossScale, starts, seed, maxEvaluations, seconds } = flags
  const ends = (side: 'lower' | 'upper') =>
    Object.fromEntries(Object.entries(bounds).map(([name, range]) => [name, range[side]]))
  const given = { start, fixed, derived, lossScale, starts, seed, maxEvaluations, seconds, loss: loss && lossOf(loss) }
  const said = Object.entries(given).filter(([, value]) => value !== undefined)
  return {
    ...Object.fromEntries(said),
    ...(flags.bounds && { lower: ends('lower'), upper: ends('upper') }),
    ...(start && { variables: variablesOf(words, columns.x) }),
  }
}

/** The names in a formula that are no parameters, or may be none; a ready-made model has none. */
function wordsOf(model: string, { start }: FitFlags): ReadonlySet<string> {
  const words = start ? (model.match(/[A-Za-z_]\w*/g) ?? []) : []
  return new Set(start === 'auto' ? words : words.filter(word => !Object.hasOwn(start ?? {}, word)))
}

/** What the columns are called in the model: by their names where it has them, else x, or x1, x2 … */
const variablesOf = (words: ReadonlySet<string>, columns: readonly string[]): string[] =>
  columns.map((column, k) => (words.has(column) ? column : columns.length === 1 ? 'x' : `x${k + 1}`))

/** What the library advises, and what that is here. */
const ADVICE = [
  [
    'Give a parameter a start value, and list a column of x in variables.',
    'Give parameters a value in --start, and name columns in --x.',
  ],
  ['Pass start: { name: value, … }, one for each parameter.', 'Pass --start auto, or --start a=1,b=0.1.'],
] as const

/** An error of the fit in the words of the command: its name, and the line of the file for a point. */
function explained(error: unknown, { lines }: FitPoints): never {
  if (!(error instanceof WoodburyError)) throw error
  const { index } = error.facts
  const sentence = ADVICE.reduce((text, [theirs, ours]) => text.replace(theirs, ours), error.message).replace(
    /^fitCurve\b/,
    'fit',
  )
  const placed = typeof index === 'number' ? sentence.replace(`at index ${index}`, `on line ${lines[index]}`) : sentence
  throw new WoodburyError(error.code, placed, error.facts, { cause: error })
}

async function writeAll(
  fit: CurveFit,
  { columns, data }: FitPoints,
  file: string,
  { out, report, plot }: FitFlags,
): Promise<void> {
  const { x, y } = columns
  const labels = x.length === 1 ? { xLabel: x[0], yLabel: y } : { xLabel: `${y}, fitted`, yLabel: `${y}, observed` }
  const options = { ...labels, title: `${basename(file)}: ${y} against ${x.join(', ')}` }
  if (out !== undefined) await write(out, `${JSON.stringify(fit)}\n`)
  if (report !== undefined) await write(report, plotHtml(fit, data, options))
  if (plot !== undefined) await write(plot, plotFit(fit, data, options))
}

/** Which columns were fitted. */
function headOf({ columns: { x, y, sigma, weights } }: FitPoints, file: string, flags: FitFlags): string {
  const parts = [`x is ${x.join(', ')}`, `y is ${y}`]
  if (sigma !== undefined) parts.push(`sigma is ${sigma}`)
  if (weights !== undefined) parts.push(`weights are ${weights}`)
  return `${file}: ${parts.join('; ')}${flags.x && flags.y ? '' : ' (--x and --y choose others)'}`
}

/** What may help where a fit did not converge. */
const CURES: Readonly<Partial<Record<CurveFit['stopped'], string>>> = {
  evaluations: 'Raise --max-evaluations, or start nearer',
  seconds: 'Raise --seconds, or start nearer',
}

function codeOf({ converged, stopped, reason }: CurveFit): ExitCode {
  const code = heard()
  if (code !== undefined) {
    say('interrupted: this is what was reached')
    return code
  }
  if (converged) return EXIT.done
  const cure = CURES[stopped] ?? 'Start elsewhere, or write the model with fewer parameters'
  say(`woodbury: fit: not converged (${stopped}): ${reason}. ${cure}.`)
  return EXIT.diverged
}
