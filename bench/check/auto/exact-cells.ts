import { type Cell, usual } from './cell.js'
import { standardSplit } from './small-tables.js'
import { rawSmooth, smooth, wave } from './smooth-tables.js'
import { linearSpectra, nonlinearSpectra } from './spectra.js'

const exact = { ...usual, kind: 'noise-free' } as const
const wide = { ...exact, hidden: [64, 64] }
const curves = { ...exact, hidden: [32, 32] }

/** Targets without noise: rows from 20 to 500,000, outputs from 1 to 2,000. */
export const exactCells: Cell[] = [
  { ...exact, name: 'exact-20', about: '20 × 1', hidden: [20], seconds: 1, table: wave(20, 0) },
  { ...wide, name: 'exact-200', about: '200 × 20', seconds: 2, table: smooth(200, 0) },
  { ...wide, name: 'exact-2000', about: '2,000 × 20', seconds: 3, table: smooth(2000, 0) },
  {
    ...wide,
    name: 'exact-2000-raw',
    about: '2,000 × 20, raw',
    standardize: false,
    seconds: 3,
    table: rawSmooth(2000),
  },
  { ...wide, name: 'exact-20000', about: '20,000 × 20', seconds: 4, table: smooth(20_000, 0) },
  { ...wide, name: 'exact-200000', about: '200,000 × 20', seconds: 6, table: smooth(200_000, 0) },
  { ...wide, name: 'exact-500000', about: '500,000 × 20', seconds: 10, seeds: 1, table: smooth(500_000, 0) },
  { ...exact, name: 'naval', about: '10,741 × 16', hidden: [50], seconds: 3, table: standardSplit('naval') },
  { ...curves, name: 'outputs-3', about: '2,000 × 4 → 3', seconds: 3, table: nonlinearSpectra(2000, 3) },
  { ...curves, name: 'outputs-20', about: '2,000 × 4 → 20', seconds: 5, table: nonlinearSpectra(2000, 20) },
  { ...curves, name: 'outputs-200', about: '2,000 × 4 → 200', seconds: 5, table: nonlinearSpectra(2000, 200) },
  {
    ...curves,
    name: 'outputs-2000',
    about: '200 × 4 → 2,000',
    seconds: 30,
    seeds: 1,
    table: linearSpectra(200, 2000),
  },
]
