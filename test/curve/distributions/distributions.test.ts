import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { chiSquare } from '../../../src/curve/distributions/chi-square.js'
import { fisherF } from '../../../src/curve/distributions/fisher-f.js'
import { logGamma } from '../../../src/curve/distributions/log-gamma.js'
import { normal } from '../../../src/curve/distributions/normal.js'
import { studentT } from '../../../src/curve/distributions/student-t.js'

/**
 * Arguments, then the value: power series of positive terms, summed with 45 digits. SciPy 1.10 agrees to 2e-9, which is the
 * error of its inversions.
 */
type Row = readonly number[]

// biome-ignore format: one row a line
const studentQuantiles: readonly Row[] = [
  [1e-6, 1, -318309.8861827435],
  [0.025, 1, -12.706204736174705],
  [0.4999, 1, -0.0003141592756943707],
  [0.500001, 1, 3.1415926536904674e-6],
  [0.84, 1, 1.818993247281066],
  [0.975, 1, 12.706204736174694],
  [0.9999, 1, 3183.0987571185015],
  [1e-6, 1.5, -5219.469324706946],
  [0.025, 1.5, -6.0166631044279315],
  [0.4999, 1.5, -0.000293483228561816],
  [0.500001, 1.5, 2.9348322154920773e-6],
  [0.84, 1.5, 1.4548816566748712],
  [0.975, 1.5, 6.016663104427928],
  [0.9999, 1.5, 242.2640988465241],
  [1e-6, 2, -707.1057205259339],
  [0.025, 2, -4.302652729749464],
  [0.4999, 2, -0.0002828427181314423],
  [0.500001, 2, 2.82842712483318e-6],
  [0.84, 2, 1.311578474677781],
  [0.975, 2, 4.302652729749462],
  [0.9999, 2, 70.70007107496818],
  [1e-6, 3.7, -51.64005027444269],
  [0.025, 3.7, -2.8675207071911895],
  [0.4999, 3.7, -0.0002679804542167097],
  [0.500001, 3.7, 2.6798045015054104e-6],
  [0.84, 3.7, 1.1472720191786936],
  [0.975, 3.7, 2.8675207071911886],
  [0.9999, 3.7, 14.78039644553547],
  [1e-6, 10, -9.75199549094058],
  [0.025, 10, -2.228138851986275],
  [0.4999, 10, -0.00025699780660494995],
  [0.500001, 10, 2.5699780350075056e-6],
  [0.84, 10, 1.0464226104979646],
  [0.975, 10, 2.2281388519862744],
  [0.9999, 10, 5.693820101457592],
  [1e-6, 47, -5.421056147404592],
  [0.025, 47, -2.011740513729766],
  [0.4999, 47, -0.00025199959436102257],
  [0.500001, 47, 2.5199959164466604e-6],
  [0.84, 47, 1.0050905342915633],
  [0.975, 47, 2.0117405137297655],
  [0.9999, 47, 4.034257155376664],
  [1e-6, 1000.5, -4.781594462640221],
  [0.025, 1000.5, -1.9623378924593484],
  [0.4999, 1000.5, -0.00025072547229787907],
  [0.500001, 1000.5, 2.5072546967585033e-6],
  [0.84, 1000.5, 0.9949523624283234],
  [0.975, 1000.5, 1.9623378924593482],
  [0.9999, 1000.5, 3.7328446675095703],
  [1e-6, 1000000, -4.753452348279681],
  [0.025, 1000000, -1.959966356814107],
  [0.4999, 1000000, -0.00025066289275372676],
  [0.500001, 1000000, 2.5066289013628524e-6],
  [0.84, 1000000, 0.9944583776908756],
  [0.975, 1000000, 1.9599663568141066],
  [0.9999, 1000000, 3.7190302747625714],
]

// biome-ignore format: one row a line
const fisherQuantiles: readonly Row[] = [
  [1e-6, 1, 1, 2.4674011002763983e-12],
  [0.05, 1, 1, 0.0061939586571081945],
  [0.5, 1, 1, 1],
  [0.95, 1, 1, 161.4476387975882],
  [0.999999, 1, 1, 405284734545.376],
  [1e-6, 1, 20, 1.6105444984887448e-12],
  [0.05, 1, 20, 0.004032045372745002],
  [0.5, 1, 20, 0.47190648019122905],
  [0.95, 1, 20, 4.351243503329289],
  [0.999999, 1, 20, 47.98376375903116],
  [1e-6, 3, 17, 7.835436259362701e-5],
  [0.05, 3, 17, 0.11516889456229308],
  [0.5, 3, 17, 0.8212087638531955],
  [0.95, 3, 17, 3.1967768409433432],
  [0.999999, 3, 17, 27.29070246025834],
  [1e-6, 2.5, 3.5, 1.316347061191049e-5],
  [0.05, 2.5, 3.5, 0.08151071824841329],
  [0.5, 2.5, 3.5, 0.9182947035351549],
  [0.95, 2.5, 3.5, 7.75488417167623],
  [0.999999, 2.5, 3.5, 4498.046233243257],
  [1e-6, 40, 3, 0.06615723450488387],
  [0.05, 40, 3, 0.3522682945421117],
  [0.5, 40, 3, 1.2464514806408125],
  [0.95, 40, 3, 8.594411249998176],
  [0.999999, 40, 3, 12559.857003822892],
  [1e-6, 7, 1000000, 0.011217629680709908],
  [0.05, 7, 1000000, 0.3096209770906629],
  [0.5, 7, 1000000, 0.9065450665221799],
  [0.95, 7, 1000000, 2.0096006034048584],
  [0.999999, 7, 1000000, 5.7889358495136936],
  [1e-6, 1000.5, 900, 0.7344647486305278],
  [0.05, 1000.5, 900, 0.8987537261373671],
  [0.5, 1000.5, 900, 1.000074441417433],
  [0.95, 1000.5, 900, 1.1130418382019183],
  [0.999999, 1000.5, 900, 1.364037418001775],
  [1e-6, 1000000, 1000000, 0.9905381785167764],
  [0.05, 1000000, 1000000, 0.9967156963452574],
  [0.5, 1000000, 1000000, 1],
  [0.95, 1000000, 1000000, 1.00329512584861],
  [0.999999, 1000000, 1000000, 1.0095522027201214],
]

// biome-ignore format: one row a line
const chiSquareQuantiles: readonly Row[] = [
  [1e-6, 1, 1.5707963267957189e-12],
  [0.05, 1, 0.003932140000019523],
  [0.5, 1, 0.4549364231195728],
  [0.95, 1, 3.8414588206941245],
  [0.999999, 1, 23.92812697687947],
  [1e-6, 1.5, 1.7871324599605828e-8],
  [0.05, 1.5, 0.03323277631249035],
  [0.5, 1.5, 0.9083339566477122],
  [0.95, 1.5, 4.98019528430865],
  [0.999999, 1.5, 25.908042506680047],
  [1e-6, 2, 2.0000010000006668e-6],
  [0.05, 2, 0.10258658877510107],
  [0.5, 2, 1.3862943611198906],
  [0.95, 2, 5.99146454710798],
  [0.999999, 2, 27.631021115871036],
  [1e-6, 3.7, 0.0015459425868674297],
  [0.05, 3.7, 0.5938648639772598],
  [0.5, 3.7, 3.058889359041863],
  [0.95, 3.7, 8.997135567627682],
  [0.999999, 3.7, 32.58807402921484],
  [1e-6, 10, 0.3381260032429545],
  [0.05, 10, 3.94029913611906],
  [0.5, 10, 9.341817765591967],
  [0.95, 10, 18.307038053275143],
  [0.999999, 10, 46.86304684671568],
  [1e-6, 100.25, 46.66831113022505],
  [0.05, 100.25, 78.15034030960399],
  [0.5, 100.25, 99.58412723679385],
  [0.95, 100.25, 124.62124449303339],
  [0.999999, 100.25, 182.46020864061046],
  [1e-6, 10000, 9342.10190723289],
  [0.05, 10000, 9768.525135667536],
  [0.5, 10000, 9999.333341235144],
  [0.95, 10000, 10233.748897677937],
  [0.999999, 10000, 10686.689829866038],
  [1e-6, 1000000, 993292.0337373913],
  [0.05, 1000000, 997674.9632764738],
  [0.5, 1000000, 999999.3333334123],
  [0.95, 1000000, 1002327.310781219],
  [0.999999, 1000000, 1006736.7596362823],
]

// biome-ignore format: one row a line
const normalQuantiles: readonly Row[] = [
  [1e-6, -4.753424308822899],
  [0.001, -3.0902323061678136],
  [0.025, -1.9599639845400543],
  [0.4999, -0.00025066283008800747],
  [0.500001, 2.5066282747057052e-6],
  [0.84, 0.994457883209753],
  [0.975, 1.9599639845400538],
  [0.999999, 4.753424308817087],
]

// biome-ignore format: one row a line
const logGammas: readonly Row[] = [
  [1e-8, 18.42068073818021],
  [0.01, 4.599479878042022],
  [0.5, 0.5723649429247001],
  [1.25, -0.09827183642181316],
  [2.75, 0.47521466691493713],
  [3.3, 0.9870985778947344],
  [14.9, 24.924132002217277],
  [15, 25.19122118273868],
  [171.5, 709.1431630309282],
  [10000, 82099.71749644238],
  [1000000000, 19723265827.503716],
]

// biome-ignore format: one row a line
const studentCdfs: readonly Row[] = [
  [-40, 2.5, 7.097817145246691e-5],
  [-3, 7, 0.00997106306599627],
  [-0.001, 1, 0.4996816902199194],
  [0.3, 1000000, 0.6179113910105029],
  [2.2, 12, 0.9759315932774887],
  [5, 3, 0.9923037809633488],
]

// biome-ignore format: one row a line
const chiSquareCdfs: readonly Row[] = [
  [0.001, 3, 8.40791905804616e-6],
  [0.5, 1, 0.5204998778130465],
  [3.84, 1, 0.9499564787512949],
  [12.5, 10.5, 0.7106874899305013],
  [990000, 1000000, 6.500171180085838e-13],
  [1001000, 1000000, 0.7603231951744787],
]

const tables: readonly [string, readonly Row[], (...of: number[]) => number][] = [
  ['studentT.quantile', studentQuantiles, studentT.quantile],
  ['fisherF.quantile', fisherQuantiles, fisherF.quantile],
  ['chiSquare.quantile', chiSquareQuantiles, chiSquare.quantile],
  ['normal.quantile', normalQuantiles, normal.quantile],
  ['logGamma', logGammas, logGamma],
  ['studentT.cdf', studentCdfs, studentT.cdf],
  ['chiSquare.cdf', chiSquareCdfs, chiSquare.cdf],
]
for (const [name, rows, of] of tables)
  test(`${name}: relative error ≤ 1e-12`, () => {
    for (const row of rows) {
      const value = of(...row.slice(0, -1))
      const expected = row[row.length - 1]
      assert.ok(
        Math.abs(value - expected) <= 1e-12 * Math.abs(expected),
        `${name}(${row.slice(0, -1)}): ${value} for ${expected}`,
      )
    }
  })

const degrees = fc.double({ min: 0, max: 6, noNaN: true }).map(log => 10 ** log)
const share = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true })
const fixed = { seed: 9, numRuns: 300 }

test('cdf(quantile(p)) is p, to what 1e-13 of x and 1e-12 of the tail amount to', () => {
  fc.assert(
    fc.property(share, degrees, (p, df) => {
      // d log p / d log x is at most |z| √(df / 2) with |z| < 5, for t at most t² ≈ z² or df.
      const bound = p * (1e-12 + 1e-13 * 5 * Math.sqrt(df))
      assert.ok(Math.abs(chiSquare.cdf(chiSquare.quantile(p, df), df) - p) <= bound)
      assert.ok(Math.abs(studentT.cdf(studentT.quantile(p, df), df) - p) <= bound)
    }),
    fixed,
  )
})

test('t is odd about p = ½, and t² is F(1, df) there, to 1e-12', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.5001, max: 1 - 1e-6, noNaN: true }), degrees, (p, df) => {
      const t = studentT.quantile(p, df)
      assert.is(studentT.quantile(1 - p, df), -t)
      const f = fisherF.quantile(2 * p - 1, 1, df)
      // 1 − (2p − 1) inside is the same number as 2 (1 − p): both differences are exact.
      assert.ok(Math.abs(t * t - f) <= 1e-12 * f, `${t * t} for ${f}`)
    }),
    fixed,
  )
})

test('F(p; d1, d2) is 1 / F(1 − p; d2, d1), to 1e-12', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1023 }), degrees, degrees, (k, d1, d2) => {
      const p = k / 1024
      const product = fisherF.quantile(p, d1, d2) * fisherF.quantile(1 - p, d2, d1)
      assert.ok(Math.abs(product - 1) <= 1e-12, `${product}`)
    }),
    fixed,
  )
})

test('quantiles rise with p', () => {
  fc.assert(
    fc.property(share, degrees, degrees, (p, d1, d2) => {
      const q = p + 1e-9 * (1 - p)
      assert.ok(fisherF.quantile(q, d1, d2) > fisherF.quantile(p, d1, d2))
      assert.ok(studentT.quantile(q, d1) > studentT.quantile(p, d1))
      assert.ok(chiSquare.quantile(q, d1) > chiSquare.quantile(p, d1))
      assert.ok(normal.quantile(q) > normal.quantile(p))
    }),
    fixed,
  )
})

test('ends: probabilities 0, ½ and 1, and NaN outside', () => {
  assert.equal(
    [0, 0.5, 1].map(p => studentT.quantile(p, 3)),
    [-Infinity, 0, Infinity],
  )
  assert.equal([0, 0.5, 1].map(normal.quantile), [-Infinity, 0, Infinity])
  assert.equal(
    [0, 1].map(p => chiSquare.quantile(p, 3)),
    [0, Infinity],
  )
  assert.equal(
    [0, 1].map(p => fisherF.quantile(p, 3, 4)),
    [0, Infinity],
  )
  assert.ok(Number.isNaN(chiSquare.quantile(1.5, 3)))
  assert.ok(Number.isNaN(normal.quantile(-0.5)))
  assert.equal(
    [-1, 0].map(x => chiSquare.cdf(x, 3)),
    [0, 0],
  )
  assert.is(studentT.cdf(0, 3), 0.5)
})

test.run()
