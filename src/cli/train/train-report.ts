import { basename } from 'node:path'
import { type Figure, type FitResult, type Model, report } from '../../index.js'
import { count } from '../../report/format.js'
import { FIGURES, figuresIn, textOf } from '../show/figure-texts.js'
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
    const { targets, ...own } = figures[name] ?? {}
    const texts = (one: Figure, of = '') =>
      figuresIn([one]).map((key): [string, string] => [`${name} ${FIGURES[key].head}${of}`, textOf(key, one)])
    if (targets)
      return Object.entries(targets)
        .slice(0, MOST_TARGETS)
        .flatMap(([target, one]) => texts(one, ` of ${target}`).slice(0, 1))
    return texts(own)
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
