import { dampingRule } from '../../damping/table.js'
import { standardization } from '../../data/standardize.js'
import type { Samples } from '../../model/feed.js'
import type { Activation, Model } from '../../model/graph.js'
import type { HeadSpec } from '../../model/heads.js'
import { isLabels, type Loss, type Target } from '../../model/losses/loss.js'
import { lossOf } from '../../model/losses/table.js'
import type { ShapedGraph } from '../../model/shapes.js'
import { isSecondOrder } from '../../optim/guards.js'
import type { Optimizer, ResolvedOptimizer } from '../../optim/table.js'
import type { RunPlan } from '../../place/plan.js'
import type { FitResult } from '../../train/records.js'
import type { Standardizations } from '../inputs.js'

/** What an activation can produce; those that reach everything are left out. */
const ranges: Readonly<Partial<Record<Activation, readonly [number, number]>>> = {
  relu: [0, Number.POSITIVE_INFINITY],
  softplus: [0, Number.POSITIVE_INFINITY],
  sigmoid: [0, 1],
  tanh: [-1, 1],
  sin: [-1, 1],
}

/** Numbers of targets that are looked at for a warning: some milliseconds, for which a page stands still. */
const LOOKED_AT = 2 ** 20

/** The first rows of targets. */
const head = <T extends Target>(targets: T, units: number): T =>
  targets.subarray(0, units * Math.max(1, Math.floor(LOOKED_AT / units))) as T

/** Targets that the output can never reach. */
export function unreachableTargets(graph: ShapedGraph, samples: Samples, losses: readonly Loss[]): string[] {
  return graph.outputs.flatMap((k, output) => {
    const { node } = graph.nodes[k]
    if (losses[output].link !== 'value' || !('activation' in node)) return []
    const range = ranges[node.activation]
    if (!range) return []
    let least = Number.POSITIVE_INFINITY
    let most = Number.NEGATIVE_INFINITY
    for (const target of head(samples.targets[output], graph.nodes[k].units)) {
      least = Math.min(least, target)
      most = Math.max(most, target)
    }
    if (least >= range[0] && most <= range[1]) return []
    return [
      `targets outside the range of the output activation: ${least} to ${most}, but "${node.name}" (${node.activation}) gives ${range[0]} to ${range[1]}. Use a linear output, or rescale the targets.`,
    ]
  })
}

/** Classes that no sample belongs to. */
export function emptyClasses(graph: ShapedGraph, samples: Samples): string[] {
  return graph.outputs.flatMap((k, output) => {
    const labels = samples.targets[output]
    if (!isLabels(labels)) return []
    const seen = new Set(labels)
    const missing = Array.from({ length: graph.nodes[k].units }, (_, label) => label).filter(label => !seen.has(label))
    if (missing.length === 0) return []
    const named = missing.length > 10 ? `${missing.slice(0, 10).join(', ')} …` : listed(missing)
    return [`no samples of ${missing.length === 1 ? 'class' : 'classes'} ${named}`]
  })
}

const listed = (labels: readonly number[]) =>
  labels.length < 2 ? String(labels[0]) : `${labels.slice(0, -1).join(', ')} and ${labels[labels.length - 1]}`

/** Deviations that lie further apart than this are not learned together: a loss counts their squares. */
const APART = 1e3

/** Outputs in units of their own, so far apart that the small ones count for nothing in the sum of squares. */
export function unlikeScales(
  { graph, columns }: Model,
  shaped: ShapedGraph,
  samples: Samples,
  heads: readonly HeadSpec[],
  standardized: Standardizations,
): string[] {
  const found = shaped.outputs.flatMap((k, output) => {
    const name = graph.outputs[output]
    const { loss: spec, weight } = heads[output]
    const loss = lossOf(spec)
    const data = samples.targets[output]
    if (loss.link !== 'value' || standardized[name] || isLabels(data)) return []
    const { units } = shaped.nodes[k]
    const first = head(data, units)
    const { scale, constant } = standardization({ data: first, shape: [first.length / units, units] })
    return scale.flatMap((deviation, c) =>
      constant.includes(c)
        ? []
        : [
            {
              name: columns?.[name]?.[c] ?? `${name}${units > 1 ? `, column ${c}` : ''}`,
              deviation,
              counts: deviation * Math.sqrt(weight / units),
            },
          ],
    )
  })
  if (found.length < 2) return []
  const least = found.reduce((a, b) => (b.counts < a.counts ? b : a))
  const most = found.reduce((a, b) => (b.counts > a.counts ? b : a))
  if (!(most.counts >= APART * least.counts)) return []
  const said = ({ name, deviation }: typeof least) => `${name} by ${deviation.toPrecision(2)}`
  return [
    `targets vary on scales ${APART} times apart and more (${said(most)}, ${said(least)}): the loss hardly sees the small ones. Pass standardize: true, or rescale them.`,
  ]
}

/** Exact targets are a matter of regression, and of recipes of second-order methods. */
export function needlessNoise(
  noise: 'some' | 'none' | undefined,
  losses: readonly Loss[],
  optimizer: ResolvedOptimizer,
): string[] {
  if (noise !== 'none') return []
  if (losses.every(({ task }) => task === 'classification'))
    return ["noise: 'none' does nothing here: it is for squared errors, and the targets are classes"]
  return isSecondOrder(optimizer) ? [] : [`noise: 'none' does nothing here: ${optimizer.method} has no recipe for it`]
}

const UNREACHED = {
  logit: ['logits', 'some probabilities'],
  'log of a mean': ['logarithms of means', 'some means'],
  'mean and log-variance': ['means and logarithms of variances', 'some of them'],
} as const

/** What a loss does by itself, and an activation before it does a second time. */
export function activatedTwice(graph: ShapedGraph, losses: readonly Loss[]): string[] {
  return graph.outputs.flatMap((k, output) => {
    const { node } = graph.nodes[k]
    const { name, link } = losses[output]
    if (link === 'value' || !('activation' in node) || !(node.activation in ranges)) return []
    const [taken, missed] = UNREACHED[link]
    return [
      `"${node.name}" (${node.activation}) bounds what ${name} takes as ${taken}, so ${missed} cannot be reached. Leave the activation out: the loss applies its own.`,
    ]
  })
}

/** Samples beside the batch, where the batch is all there are. */
export const needlessHoldout = (settled: ResolvedOptimizer): string[] =>
  isSecondOrder(settled) &&
  settled.gradientBatch === 'full' &&
  dampingRule(settled.damping).onHoldout?.(settled.damping)
    ? ["on: 'holdout' does nothing here: the batch is the whole set"]
    : []

/** A validation loss that was asked for and is told after each epoch, of which none was whole. */
export const unmeasured = ({ validation }: RunPlan, { epochs, stopped }: Pick<FitResult, 'epochs' | 'stopped'>) =>
  validation && epochs === 0 && stopped !== 'flops' && stopped !== 'aborted'
    ? ['the validation was never measured: the run ended within its first epoch']
    : []

/** Batches that were cut to the data. */
export function cappedBatches(said: Optimizer, settled: ResolvedOptimizer, samples: number): string[] {
  const warnings: string[] = []
  if (typeof said.gradientBatch === 'number' && said.gradientBatch > samples)
    warnings.push(`gradientBatch ${said.gradientBatch} is larger than the data: all ${samples} samples are the batch`)
  if (
    'rows' in said &&
    'rows' in settled &&
    said.curvatureBatch !== undefined &&
    said.curvatureBatch > settled.curvatureBatch
  )
    warnings.push(
      `curvatureBatch ${said.curvatureBatch} is larger than the samples it comes from: ${settled.curvatureBatch}`,
    )
  return warnings
}
