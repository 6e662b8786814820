import { readFileSync } from 'node:fs'
import { dataPath } from '../../helpers/data.js'

/** A set of the NIST Statistical Reference Datasets for nonlinear regression. */
export interface StRD {
  readonly name: string
  /** One input a point, or several. */
  readonly x: readonly number[] | readonly (readonly number[])[]
  readonly y: readonly number[]
  readonly starts: readonly (readonly number[])[]
  readonly certified: readonly number[]
  readonly deviations: readonly number[]
  readonly rss: number
}

/** Sets as NIST files have them: `b1 = start1 start2 certified deviation` lines, and rows of y, x after the last "Data:". */
export function readStRD(name: string): StRD {
  const lines = readFileSync(dataPath('nist-strd', `${name}.dat`), 'latin1').split(/\r?\n/)
  const parameters = lines
    .map(line => line.match(/^\s*b\d+\s*=(.*)/)?.[1])
    .filter(found => found !== undefined)
    .map(numbers => numbers.trim().split(/\s+/).map(Number))
  const rows = lines
    .slice(lines.map(line => line.startsWith('Data:')).lastIndexOf(true) + 1)
    .map(line => line.trim().split(/\s+/).map(Number))
    .filter(row => row.length > 1)
  const rss = lines.find(line => line.includes('Residual Sum of Squares'))?.split(':')[1]
  const y = rows.map(row => row[0])
  return {
    name,
    x: rows[0].length > 2 ? rows.map(row => row.slice(1)) : rows.map(row => row[1]),
    // NIST's model of Nelson is that of the logarithm.
    y: name === 'Nelson' ? y.map(Math.log) : y,
    starts: [0, 1].map(which => parameters.map(row => row[which])),
    certified: parameters.map(row => row[2]),
    deviations: parameters.map(row => row[3]),
    rss: Number(rss),
  }
}
