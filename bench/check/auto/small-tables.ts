import { csvDataSet } from '../../../src/data/index.js'
import { split } from '../../../src/data/split.js'
import { dataFile } from '../files.js'
import { heldOut, loadRegression } from '../regression-sets.js'
import type { Table } from './cell.js'

/** A UCI set by its standard test splits. */
export const standardSplit =
  (name: string) =>
  async (seed: number): Promise<Table> => {
    const { data, test } = await loadRegression(name)
    return heldOut(data, test[seed])
  }

const TEST_SHARE = 0.1

async function tenth(text: string, target: string | number, header: boolean, seed: number): Promise<Table> {
  const data = await csvDataSet(new TextEncoder().encode(text), { target, task: 'regression', header })
  return split(data, TEST_SHARE, seed)
}

const text = (...parts: string[]) => new TextDecoder().decode(dataFile('uci-regression', ...parts))

/** The sex of a shell as three columns of 0 and 1. */
export const abalone = (seed: number): Promise<Table> => {
  const sexes = { M: '1,0,0', F: '0,1,0', I: '0,0,1' }
  const numbers = text('abalone', 'abalone.csv')
    .replace(/^sex/, 'male,female,infant')
    .replace(/^[MFI](?=,)/gm, sex => sexes[sex as keyof typeof sexes])
  return tenth(numbers, 'rings', true, seed)
}

/** Its first line counts the columns. */
export const whiteWine = (seed: number): Promise<Table> =>
  tenth(text('wine-quality-white', 'data.txt').replace(/^.*\n/, ''), 11, false, seed)
