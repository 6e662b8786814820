import { existsSync } from 'node:fs'
import { suite } from '../experiments/problems/table.js'
import { fileOf } from '../experiments/store.js'
import { bestOfEach, experimentTable } from './experiment-tables.js'
import { armTable, stepTable, tablesTable } from './suite-tables.js'

/** A place of a document that is made from kept results. */
export interface Place {
  readonly document: string
  readonly name: string
  text(): Promise<string> | string
}

/** Experiments of which runs are kept. */
const kept = suite.filter(experiment => existsSync(fileOf(experiment)))

/** Every figure of the documents that a command made. */
export const places: readonly Place[] = [
  { document: 'README.md', name: 'step', text: stepTable },
  { document: 'README.md', name: 'arm', text: armTable },
  { document: 'README.md', name: 'experiments', text: () => bestOfEach(kept) },
  { document: 'docs/which-method.md', name: 'tables', text: tablesTable },
  ...kept.map(experiment => ({
    document: 'docs/which-method.md',
    name: experiment.name,
    text: () => experimentTable(experiment),
  })),
]
