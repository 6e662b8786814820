import { type Command, Option } from 'commander'
import type { FitOptions } from '../../curve/index.js'
import { count, listed, path, positive, several, whole } from '../arguments.js'
import { addCsvFlags, type CsvFlags, missingHelp } from '../csv-flags.js'
import { type Bounds, bounds, quantity, startValues } from './fit-arguments.js'

export interface FitFlags extends CsvFlags {
  model?: string
  start?: Readonly<Record<string, number>> | 'auto'
  bounds?: Readonly<Record<string, Bounds>>
  fixed?: string[]
  derived?: Readonly<Record<string, string>>
  x?: string[]
  y?: string
  sigma?: string
  weights?: string
  missing?: 'error' | 'omit'
  loss?: string
  lossScale?: number
  starts?: number
  seed?: number
  maxEvaluations?: number
  seconds?: number
  report?: string
  plot?: string
  out?: string
  json?: boolean
}

const LOSSES = ['linear', 'huber', 'soft-l1', 'cauchy', 'arctan', 'tukey']

/** The option of the library behind a word of --loss. */
export const lossOf = (flag: string): FitOptions['loss'] =>
  flag === 'soft-l1' ? 'softL1' : (flag as FitOptions['loss'])

const examples = `
Examples:
  woodbury fit decay.csv --model "a*exp(-b*x)+c" --start a=1,b=0.1,c=0
  woodbury fit rates.csv --x conc --y rate --model "Vm*conc/(K+conc)" \\
      --start Vm=200,K=0.05 --bounds Vm=0:,K=0: --report rates.html
  woodbury fit peak.csv --model gaussian --sigma error --plot peak.svg

In the model, names in --start are parameters (with auto all that name no
column); the others are columns by name, or x, or x1, x2 … where --x lists
several. It may use + - * / ^, pi, and exp log log10 sqrt sin cos tan asin acos
atan sinh cosh tanh erf abs min max floor pow. It is read as a formula and never
run as code.

Exit codes: 0 converged, 2 wrong use or bad input, 3 not converged; on a signal
what was reached is printed and written first, then 130 (SIGINT), 143 (SIGTERM)
or 129 (SIGHUP). A second signal ends the command at once.`

const column = (flags: string, text: string, byDefault?: string) =>
  new Option(flags, text).argParser((name: string) => several(name, undefined)[0]).default(undefined, byDefault)

/** Every option of `woodbury fit`, in the groups of its help. */
export function addFitFlags(command: Command): Command {
  command
    .argument('[data]', 'CSV file, gzipped or not')
    .optionsGroup('Model:')
    .option('--model <expression>', 'formula of x and the parameters, or a ready-made model by its name')
    .option(
      '--start <values>',
      'where the parameters start, as in a=1,b=0.1; auto finds it, as ready-made models do',
      startValues,
    )
    .option('--bounds <ranges>', 'limits of parameters: b=0: from 0 up, c=-1:1, d=:5', bounds)
    .option('--fixed <names>', 'parameters that keep their start values, with commas between', listed)
    .option(
      '--derived <name=expression>',
      'a quantity of the parameters, as in fwhm=2.3548*s; once more for others',
      quantity,
    )
    .optionsGroup('Columns, by name or number from 0:')
    .addOption(
      new Option('--x <columns>', 'inputs, with commas between or once more for others')
        .argParser(several)
        .default(undefined, 'those the model names, or the first'),
    )
    .addOption(column('--y <column>', 'observed values', 'the column behind x'))
    .addOption(column('--sigma <column>', 'standard deviations of y, in its units: errors are then absolute'))
    .addOption(column('--weights <column>', 'weights of squared residuals, which only tell points apart'))
  addCsvFlags(command)
    .addOption(
      new Option('--missing <what>', 'rows with a missing value')
        .choices(['error', 'omit'])
        .default(undefined, 'error'),
    )
    .optionsGroup('Method:')
    .addOption(new Option('--loss <loss>', 'how residuals count').choices(LOSSES).default(undefined, 'linear'))
    .addOption(
      new Option('--loss-scale <r>', 'residuals beyond it count less; in units of sigma where that is given')
        .argParser(positive)
        .default(undefined, '1'),
    )
    .addOption(
      new Option('--starts <n>', 'fits from so many starts within the bounds and keeps the best')
        .argParser(count)
        .default(undefined, '1'),
    )
    .addOption(new Option('--seed <k>', 'of further starts').argParser(whole).default(undefined, '0'))
    .option('--max-evaluations <n>', 'ends after so many', count)
    .option('--seconds <s>', 'ends after so long', positive)
    .optionsGroup('Output:')
    .option('--report <file>', 'write plot, parameters and report as an HTML page', path)
    .option('--plot <file>', 'write the plot as SVG', path)
    .option('--out <file>', 'write the fit as JSON, for loadFit', path)
    .option('--json', 'print one JSON object on stdout')
    .addHelpOption(new Option('-h, --help', 'print this help').helpGroup('Output:'))
    .addHelpText('after', `${examples}\n${missingHelp}`)
  return command
}
