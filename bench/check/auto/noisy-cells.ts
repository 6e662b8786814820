import { type Cell, usual } from './cell.js'
import { abalone, standardSplit, whiteWine } from './small-tables.js'
import { oneHot, resistance, smooth, wave } from './smooth-tables.js'

const noisy = { ...usual, kind: 'noisy' } as const
const wide = { ...noisy, hidden: [64, 64] }
const uci = { ...noisy, hidden: [50], seconds: 3, seeds: 5 }

/** The large table that the recipes were measured on; its noise alone is a mean square of 8.33e-4. */
export const LARGE_TABLE = 'noise-.1-450000'

/** Targets with noise, where the training loss says nothing: generated, and all UCI sets at hand with up to 5,000 rows. */
export const noisyCells: Cell[] = [
  { ...noisy, name: 'noise-.1-20', about: '20 × 1', hidden: [20], seconds: 1, table: wave(20, 0.1) },
  { ...wide, name: 'noise-1-200', about: '200 × 20', seconds: 2, table: smooth(200, 1) },
  { ...noisy, name: 'noise-1-308', about: '308 × 6', hidden: [50], seconds: 3, table: resistance(308) },
  { ...wide, name: 'noise-.1-sparse', about: '2,000 × 200, one-hot', seconds: 3, table: oneHot(2000, 0.1) },
  { ...wide, name: 'noise-1-20000', about: '20,000 × 20', seconds: 4, table: smooth(20_000, 1) },
  { ...wide, name: 'noise-.1-200000', about: '200,000 × 20', seconds: 6, table: smooth(200_000, 0.1) },
  { ...wide, name: LARGE_TABLE, about: '450,000 × 20', seconds: 20, seeds: 1, threads: 2, table: smooth(450_000, 0.1) },
  { ...uci, name: 'boston-housing', about: '455 × 13', table: standardSplit('boston-housing') },
  { ...uci, name: 'energy', about: '691 × 8', table: standardSplit('energy') },
  { ...uci, name: 'concrete', about: '927 × 8', table: standardSplit('concrete') },
  { ...uci, name: 'wine-red', about: '1,439 × 11', table: standardSplit('wine-quality-red') },
  { ...uci, name: 'abalone', about: '3,758 × 10', table: abalone },
  { ...uci, name: 'wine-white', about: '4,408 × 11', table: whiteWine },
]
