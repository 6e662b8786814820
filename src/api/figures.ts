import type { Model } from '../model/graph.js'
import type { Loss } from '../model/losses/loss.js'
import type { Compared, Figure } from '../model/losses/shared/figure.js'

export interface Figures extends Figure {
  /** One for each target where there are several, by name; columns without one are counted from 0. */
  readonly targets?: Readonly<Record<string, Figure>>
}

/** Figures of a model's outputs: that of the only output, and where there are several targets one for each. */
export function figuresOf(model: Model, losses: readonly Loss[], outputs: readonly Compared[]): Figures {
  const { graph, columns: named } = model
  const targets: [string, Figure][] = outputs.flatMap((output, k) => {
    const name = graph.outputs[k]
    const { columns } = output
    if (losses[k].task === 'classification' || columns === 1) return [[name, losses[k].figure(output, 0, columns)]]
    const known = named?.[name]
    return Array.from({ length: columns }, (_, c): [string, Figure] => [
      `${outputs.length > 1 ? `${name}.` : ''}${known?.[c] ?? c}`,
      losses[k].figure(output, c, 1),
    ])
  })
  return {
    ...(outputs.length === 1 && losses[0].figure(outputs[0], 0, outputs[0].columns)),
    ...(targets.length > 1 && { targets: Object.fromEntries(targets) }),
  }
}
