import { type RowKind, rowsPerSample } from '../../curvature/rows.js'
import type { Method, StateSpec } from '../method.js'
import { clipLine, dampingLine } from '../setting-lines.js'
import { eliminatedFlops, hiddenRows, isEliminated } from './eliminated.js'
import type { OutputLayer } from './output-layer.js'
import { settleSmw } from './settle-smw.js'
import type { Smw } from './smw-options.js'
import { stepFlops } from './step-flops.js'

const ROWS: Readonly<Record<RowKind, string>> = {
  ggn: 'Gauss-Newton',
  sketched: 'Gauss-Newton, one random combination of the outputs a sample',
  sampled: 'Fisher, labels sampled from the model',
  empirical: 'empirical Fisher',
  improvedEmpirical: 'improved empirical Fisher',
}

const hiddenText = (q: number) => `Gauss-Newton, the output layer eliminated, hidden rows a sample: ${q}`

const momentumText = ({ momentum, momentumEnd = 0 }: Smw, short: (value: number) => string): string =>
  momentum > 0 && momentumEnd > momentum ? `${short(momentum)}, rising to ${short(momentumEnd)}` : short(momentum)

/** What the two SMW methods share of a method, beside their options. */
export const smwMethod: Pick<Method<Smw>, 'steps' | 'rate' | 'settle' | 'flops' | 'state' | 'room' | 'settings'> = {
  steps: 'rows',
  rate: 1,
  settle: settleSmw,

  flops: (optimizer, task) =>
    isEliminated(optimizer)
      ? eliminatedFlops(
          optimizer.curvatureBatch,
          hiddenRows(optimizer),
          task.parameters,
          task.outputLayer as OutputLayer,
        )
      : stepFlops({ ...task, optimizer, rowsPerSample: rowsPerSample(optimizer.rows, task.heads) }),

  state({ momentum }, { graph, dtype }): StateSpec {
    return momentum > 0 ? { previous: { length: graph.parameters, dtype } } : {}
  },

  room({ rows, outputLayer }, { graph, dtype }) {
    const vector = { length: graph.parameters, dtype }
    if (isEliminated({ outputLayer })) return { direction: vector }
    const room = { direction: vector, correction: vector }
    return rows === 'improvedEmpirical' ? { ...room, substitute: vector } : room
  },

  settings: (settled, short) => [
    ['rows', isEliminated(settled) ? hiddenText(hiddenRows(settled)) : ROWS[settled.rows]],
    dampingLine(settled, short),
    ['momentum', momentumText(settled, short)],
    clipLine(settled, short),
    ['loss bound', settled.lossBound > 0 ? short(settled.lossBound) : 'none'],
    ['bad steps', settled.rejectBadSteps ? 'refused' : 'kept'],
  ],
}
