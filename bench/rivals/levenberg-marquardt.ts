import { type CurveTask, compiled } from '../curves/fits.js'
import { rival } from './resolve.js'

interface Options {
  readonly initialValues: readonly number[]
  readonly jacobianFunction?: (p: readonly number[]) => (x: number) => number[]
  readonly maxIterations?: number
  readonly errorTolerance?: number
}

interface Package {
  levenbergMarquardt(
    data: { x: Float64Array; y: Float64Array },
    model: (p: readonly number[]) => (x: number) => number,
    options: Options,
  ): { readonly parameterValues: number[]; readonly iterations: number }
}

/** Iterations are not to be what stops it where they are counted. */
const MANY = 200
/** The share of the least rss within which a fit is done. */
const DONE = 1e-9

/**
 * ml-levenberg-marquardt by the name of what it is told: its Jacobian; that and the fewest iterations that reach `least`, which
 * nobody knows beforehand, since it stops at an absolute error or at the end of its iterations; nothing.
 */
export async function levenbergMarquardt(task: CurveTask, least: number): Promise<Map<string, () => number[]>> {
  const found = new Map<string, () => number[]>()
  const library = await rival<Package>('ml-levenberg-marquardt')
  if (!library) return found
  const { value, slopes } = compiled(task)
  const data = { x: task.x, y: task.y }
  const model = (p: readonly number[]) => (x: number) => value(x, p)
  const jacobianFunction = (p: readonly number[]) => (x: number) => slopes(x, p)
  const run = (options: Partial<Options>) =>
    library.levenbergMarquardt(data, model, { initialValues: task.start, ...options })
  const counted = run({ jacobianFunction, maxIterations: MANY, errorTolerance: least * (1 + DONE) }).iterations
  found.set('ml-lm', () => run({ jacobianFunction }).parameterValues)
  if (counted < MANY)
    found.set(
      'ml-lm-fewest',
      () => run({ jacobianFunction, maxIterations: counted, errorTolerance: Number.MIN_VALUE }).parameterValues,
    )
  found.set('ml-lm-defaults', () => run({}).parameterValues)
  return found
}
