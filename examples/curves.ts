/**
 * Four fits of measured data, each as short as a user would write it: an enzyme with and without treatment, a dose response, an X-ray
 * diffraction pattern with overlapping peaks, and carbon dioxide over 39 years. Prints their reports.
 * WOODBURY_DATA=folder node dist/examples/curves.js   --plots folder, for pictures beside the reports
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type CurveData, type CurveFit, fitCurve, peaks } from '../src/curve/index.js'
import { plotFit } from '../src/curve/plot/index.js'

const { values } = parseArgs({ options: { plots: { type: 'string' } } })
const folder = process.env.WOODBURY_DATA
if (!folder) throw new Error('Set WOODBURY_DATA to the folder that holds curvefit/, spectra/ and timeseries/.')

/** The rows of a file as cells: after commas or blanks, quotes taken off. */
async function rows(name: string): Promise<string[][]> {
  const text = await readFile(join(folder as string, name), 'utf8')
  return text
    .trim()
    .split(/\r?\n/)
    .map(line =>
      line
        .trim()
        .split(/[\s,]+/)
        .map(cell => cell.replaceAll('"', '')),
    )
}

const points = (cells: readonly string[][], x: number, y: number) => ({
  x: cells.map(row => Number(row[x])),
  y: cells.map(row => Number(row[y])),
})

async function show(name: string, fit: CurveFit, data: CurveData | CurveData[]): Promise<void> {
  console.log(`\n${fit.report()}`)
  if (values.plots !== undefined)
    await writeFile(join(values.plots, `${name}.svg`), plotFit(fit, data, { title: name }))
}

const enzyme = (await rows('curvefit/R-Puromycin.csv')).slice(1)
const sets = ['treated', 'untreated'].map(state =>
  points(
    enzyme.filter(row => row[3] === state),
    1,
    2,
  ),
)
await show('enzyme', fitCurve('vmax*x/(km+x)', sets, { start: { vmax: 200, km: 0.1 }, shared: ['km'] }), sets)

const doses = points((await rows('curvefit/R-ryegrass.csv')).slice(1), 2, 1)
await show('dose-response', fitCurve('logistic4', doses), doses)

const pattern = (await rows('spectra/fityk-SiC_Zn.dat')).filter(([angle]) => Number(angle) > 33 && Number(angle) < 45)
const counts = points(pattern, 0, 1)
const lines = fitCurve(peaks(6, 'lorentzian', { background: 'linear' }), counts, {
  likelihood: 'poisson',
  derived: { apart: 'center4-center3' },
})
await show('x-ray', lines, counts)

const air = points((await rows('timeseries/R-co2.csv')).slice(1), 1, 2)
const trend = 'a + b*(x-1978) + c*(x-1978)^2'
const seasons = 's1*sin(2*pi*x) + c1*cos(2*pi*x) + s2*sin(4*pi*x) + c2*cos(4*pi*x)'
const start = { a: 0, b: 0, c: 0, s1: 0, c1: 0, s2: 0, c2: 0 }
await show(
  'carbon-dioxide',
  fitCurve(`${trend} + ${seasons}`, air, { start, derived: { swing: '2*sqrt(s1^2+c1^2)' } }),
  air,
)
