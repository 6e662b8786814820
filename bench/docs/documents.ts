import { existsSync } from 'node:fs'
import { suite } from '../experiments/problems/table.js'
import { uciRegression } from '../experiments/problems/tables.js'
import { fileOf } from '../experiments/store.js'
import { againstAdam, bestOfEach, experimentTable } from './experiment-tables.js'
import { isKept } from './kept.js'
import { armTable, stepTable, tablesTable } from './suite-tables.js'

/** A place of a document that is made from kept results. */
export interface Place {
  readonly document: string
  readonly name: string
  text(): Promise<string> | string
}

/** Experiments of which runs are kept. */
const kept = suite.filter(experiment => existsSync(fileOf(experiment)))

/** The sets that settings were made on, and those that were kept aside. */
const uciGroups = () => {
  const names = uciRegression.cells.map(({ name }) => name)
  return { 'eight sets': names.slice(0, 8), 'two kept aside': names.slice(8) }
}

/** Every figure of the documents that a command made. */
export const places: readonly Place[] = [
  { document: 'README.md', name: 'step', text: stepTable },
  { document: 'README.md', name: 'arm', text: armTable },
  { document: 'README.md', name: 'experiments', text: () => bestOfEach(kept) },
  ...(isKept('tables') ? [{ document: 'docs/which-method.md', name: 'tables', text: tablesTable }] : []),
  { document: 'docs/which-method.md', name: 'uci', text: () => againstAdam(uciRegression, uciGroups()) },
  ...kept.map(experiment => ({
    document: 'docs/which-method.md',
    name: experiment.name,
    text: () => experimentTable(experiment),
  })),
]
