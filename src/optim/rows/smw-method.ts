import { type RowKind, rowsPerSample } from '../../curvature/rows.js'
import { dampingRule } from '../../damping/table.js'
import type { Method, StateSpec } from '../method.js'
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

/** What the two SMW methods share of a method, beside their options. */
export const smwMethod: Pick<Method<Smw>, 'steps' | 'rate' | 'settle' | 'flops' | 'state' | 'room' | 'settings'> = {
  steps: 'rows',
  rate: 1,
  settle: settleSmw,

  flops: (optimizer, task) =>
    stepFlops({ ...task, optimizer, rowsPerSample: rowsPerSample(optimizer.rows, task.heads) }),

  state({ momentum }, { graph, dtype }): StateSpec {
    return momentum > 0 ? { previous: { length: graph.parameters, dtype } } : {}
  },

  room({ rows }, { graph, dtype }) {
    const vector = { length: graph.parameters, dtype }
    const room = { direction: vector, correction: vector }
    return rows === 'improvedEmpirical' ? { ...room, substitute: vector } : room
  },

  settings: (settled, short) => [
    ['rows', ROWS[settled.rows]],
    ['damping', dampingRule(settled.damping).text(settled.damping, short)],
    ['momentum', short(settled.momentum)],
    ['KL clip', settled.klClip > 0 ? short(settled.klClip) : 'none'],
    ['loss bound', settled.lossBound > 0 ? short(settled.lossBound) : 'none'],
    ['bad steps', settled.rejectBadSteps ? 'refused' : 'kept'],
  ],
}
