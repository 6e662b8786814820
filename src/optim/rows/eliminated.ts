import { dampingRule } from '../../damping/table.js'
import { WoodburyError } from '../../errors.js'
import { show } from '../../options.js'
import type { Task } from '../task.js'
import { allowance, MOST_ROWS } from './affordable.js'
import { eliminatedRecipe } from './eliminated-recipe.js'
import type { EliminatedLoss, OutputLayer } from './output-layer.js'
import type { SaidSmw, Smw } from './smw-options.js'

/** Outputs from which it is the default. */
const MANY_OUTPUTS: Readonly<Record<EliminatedLoss, number>> = {
  meanSquaredError: 12,
  softmaxCrossEntropy: Number.POSITIVE_INFINITY,
}

/**
 * Columns of the output layer up to which it is: A and its inverse take 6 d³ flops a step, a second of float64 from about
 * 1,000. The eigenvectors that classes want take half a second here, so that beyond there is none of it for them.
 */
const MOST_COLUMNS = 600

/** Samples of a step, and those below which its curvature is a matter of luck. */
const BATCH = 250
const ENOUGH = 40

/** Whether the settled method solves the output layer as a block of its own. */
export const isEliminated = ({ outputLayer }: Partial<Smw>): boolean => outputLayer === 'eliminated'

/** Rows a sample of the hidden layers: that of its residual, and random ones. */
export const hiddenRows = ({ sketch = 0 }: Pick<Smw, 'sketch'>): number => 1 + sketch

/**
 * Floating-point operations of a step: two sweeps and a trial, two tangents, the Gram of the hidden rows and its factor,
 * and the algebra of the output layer in its d columns, with classes also its products of n × m numbers, for n samples.
 */
export function eliminatedFlops(n: number, q: number, parameters: number, layer: OutputLayer): number {
  const { loss, columns: d, outputs: m, hidden, widths } = layer
  const rows = n * q
  const sweeps = 8 * n * parameters + 8 * n * hidden
  const gram = rows ** 2 * widths + (2 * rows ** 3) / 3
  if (loss === 'meanSquaredError') return sweeps + gram + d * d * (8 * m + 50 * n) + 6 * d ** 3
  // Two steps of the layer, tangents and rows are products with W or of its shape; the passes over p are those of a plain loop.
  const products = n * m * ((12 + 2 * q) * d + 100)
  return sweeps + gram + products + d * d * (16 * m + 4 * n) + 25 * d ** 3
}

/** What was said that leaves no room for it, and what would. */
function conflictOf(said: SaidSmw, task: Task): string | undefined {
  const { outputLayer } = task
  if (said.method !== 'smwGN') return `${said.method} has rows of its own`
  if (typeof outputLayer !== 'object') return `${outputLayer ?? 'nothing is known of it'}. Pass outputLayer: 'rows'`
  const { loss, columns } = outputLayer
  if (loss === 'softmaxCrossEntropy' && columns > MOST_COLUMNS)
    return `with classes it takes the eigenvectors of its ${columns} columns at each step, and ${MOST_COLUMNS} are the most that are worth it. Pass outputLayer: 'rows'`
  const { gradientBatch = BATCH, curvatureBatch } = said
  const N1 = gradientBatch === 'full' ? task.samples : Math.min(gradientBatch, task.samples)
  if (said.rows !== 'ggn') return "its hidden rows are its own sketch. Leave rows out, or pass outputLayer: 'rows'"
  if (curvatureBatch !== undefined && Math.min(curvatureBatch, task.samples) !== N1)
    return `the curvature is that of the gradient's ${N1} samples, and curvatureBatch is ${curvatureBatch}. Pass gradientBatch alone, or outputLayer: 'rows'`
  if (said.curvatureFrom === 'independent')
    return "the curvature is that of the gradient's samples. Leave curvatureFrom out, or pass outputLayer: 'rows'"
  if (said.solve === 'parameters')
    return "its solve is on the side of rows. Leave solve out, or pass outputLayer: 'rows'"
  const rule = said.damping && dampingRule(said.damping)
  if (said.damping && (rule?.needsResiduals || rule?.needsRows))
    return `its hidden rows are a sketch, and damping ${said.damping.kind} measures all rows. Pass outputLayer: 'rows', or followLoss()`
  return undefined
}

/** Whether `smwGN` can have it with nothing else said. */
export const canEliminate = (task: Task): boolean => conflictOf({ method: 'smwGN', rows: 'ggn' }, task) === undefined

/** The largest batch of a step whose price can be paid, at most `most`; nothing where those are too few. */
function paid(q: number, most: number, task: Task, asked: number | 'full' | undefined): number | undefined {
  const allowed = allowance(task, asked)
  const fits = (n: number) =>
    n * q <= MOST_ROWS && eliminatedFlops(n, q, task.parameters, task.outputLayer as OutputLayer) <= allowed
  const least = asked === undefined ? Math.min(ENOUGH, most) : most
  for (let n = most; n >= least; n--) if (fits(n)) return n
  return undefined
}

/**
 * The method with its output layer eliminated, where that was asked for, or where nothing was said of it, there are
 * many outputs, and network, options and budget allow it; else nothing.
 * @throws WoodburyError BAD_OPTION where it was asked for and cannot be
 */
export function settleEliminated(said: SaidSmw, task: Task): Smw | undefined {
  const { samples } = task
  const { gradientBatch, outputLayer, sketch } = said
  if (outputLayer === 'rows' && sketch !== undefined)
    throw new WoodburyError(
      'BAD_OPTION',
      `smwGN: sketch is ${show(sketch)}, which is for outputLayer: 'eliminated'. Leave it out, or pass that.`,
      { option: 'sketch' },
    )
  if (outputLayer === 'rows') return undefined
  // A sketch is of nothing else.
  const asked = outputLayer === 'eliminated' || sketch !== undefined
  const conflict = conflictOf(said, task)
  if (conflict !== undefined) {
    if (!asked) return undefined
    throw new WoodburyError('BAD_OPTION', `smwGN: the output layer cannot be eliminated: ${conflict}.`, {
      option: 'outputLayer',
    })
  }
  const layer = task.outputLayer as OutputLayer
  const settled = { ...eliminatedRecipe(task, layer), ...said }
  const q = hiddenRows(settled)
  const most = gradientBatch === 'full' ? samples : Math.min(gradientBatch ?? BATCH, samples)
  const { loss, outputs, columns } = layer
  if (!asked && (outputs < MANY_OUTPUTS[loss] || columns > MOST_COLUMNS)) return undefined
  const affordable = asked && gradientBatch !== undefined ? most : paid(q, most, task, gradientBatch)
  const batch = affordable ?? (asked ? Math.min(ENOUGH, most) : undefined)
  if (batch === undefined) return undefined
  return { ...settled, gradientBatch: batch >= samples ? 'full' : batch, curvatureBatch: batch }
}
