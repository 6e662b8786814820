import { basename } from 'node:path'
import { type FitResult, type Model, report } from '../../index.js'
import { count, figure, percent } from '../../report/format.js'
import type { Figures } from '../show/figures.js'
import type { Source } from './check-flags.js'
import { methodName } from './method.js'
import { networkText } from './network.js'
import type { TrainFlags } from './train-flags.js'

/** Targets that have a column of their own in the page's table. */
const MOST_TARGETS = 6

/** The page of `train --report`: the course of the run and the figures on each set. */
export function trainReport(source: Source, flags: TrainFlags, result: FitResult, figures: Figures): string {
  const sets = (['train', 'validation', 'test'] as const).filter(name => figures[name])
  const texts = sets.flatMap((name): [string, string][] => {
    const { loss = Number.NaN, accuracy, rmse, targets } = figures[name] ?? {}
    if (targets)
      return Object.entries(targets)
        .slice(0, MOST_TARGETS)
        .map(([target, one]) => [`${name} RMS error of ${target}`, figure(one.rmse ?? Number.NaN)])
    if (accuracy !== undefined) return [[`${name} accuracy`, percent(accuracy)]]
    return [rmse === undefined ? [`${name} loss`, figure(loss)] : [`${name} RMS error`, figure(rmse)]]
  })
  return report({
    title: `Training on ${nameOf(source, flags)}`,
    about: aboutOf(result.model),
    runs: [{ name: methodName(result.optimizer.method), result, figures: Object.fromEntries(texts) }],
  })
}

const aboutOf = (model: Model) => `${networkText(model)}, ${count(model.params.length)} parameters.`

/** What the data is called: the file, or the arm. */
function nameOf(source: Source, { data, idx, libsvm, npy }: TrainFlags): string {
  if (source === 'arm') return 'the robot arm'
  return basename(data ?? idx?.[0] ?? libsvm ?? npy?.[0] ?? source)
}
