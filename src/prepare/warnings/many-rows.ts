import { rowsPerSample } from '../../curvature/rows.js'
import type { Optimizer, ResolvedOptimizer } from '../../optim/table.js'
import type { Task } from '../../optim/task.js'

const INSTEAD = {
  smwGN: 'smwGN takes one random combination of them a sample, the same curvature in the mean',
  smwNG: 'smwNG, with one row a sample, trains instead',
  adam: 'adam trains instead',
} as const

/** The warning of what took the place of the Gauss–Newton rows of a sample, where they are too many. */
export function manyRows(said: Optimizer, settled: ResolvedOptimizer, heads: Task['heads']): string[] {
  if (!('rows' in said) || said.rows !== 'ggn' || ('rows' in settled && settled.rows === 'ggn')) return []
  const rows = rowsPerSample('ggn', heads)
  const outputs = heads.reduce((sum, { m }) => sum + m, 0)
  return [
    `smwGN: a sample has ${rows} rows of curvature (${outputs} outputs), too many for a batch of enough samples: ${INSTEAD[settled.method as keyof typeof INSTEAD]}. curvatureBatch asks for all rows of so many samples.`,
  ]
}
