import { fitCurve } from '../../src/curve/index.js'
import { type Context, versus } from '../context.js'
import { type CurveTask, curveTasks, expressionOf, rssOf } from '../curves/fits.js'
import { type Contestant, interleave, median } from '../interleave.js'
import { curveProcesses, type Timed } from '../rivals/curve-processes.js'
import { levenbergMarquardt } from '../rivals/levenberg-marquardt.js'
import { nelderMead } from '../rivals/nelder-mead.js'
import { pythonWith } from '../rivals/python.js'

/** An rss above the least by a larger share is another answer, and is said beside the rival's name. */
const SAME = 1e-6
/** Milliseconds a measurement is to take, and from where on few of them must do. */
const SHORT = 2
const LONG = 200
/** From where on the run that found the answer is the measurement. */
const ENDLESS = 2000
/** The goal: how many times faster than ml-levenberg-marquardt with its Jacobian in the median of all fits. */
const MEDIAN_BAR = 10

const timed = (run: () => unknown) => {
  const began = performance.now()
  run()
  return performance.now() - began
}

/** As `interleave`, with repetitions by what one run takes. */
export function race(context: Context, runs: readonly (() => unknown)[]): Promise<number[]> {
  const once = runs.map(run => Math.min(timed(run), timed(run)))
  const contestants = runs.map((run, k): Contestant => ({ run, repeat: Math.ceil(SHORT / once[k]) }))
  const isLong = Math.max(...once) > LONG
  return interleave(contestants, isLong ? { warm: 0, rounds: 3 } : context.patience)
}

/** Our own fit of a task: an expression, exact derivatives. */
function ourFit(task: CurveTask): () => number[] {
  const expression = expressionOf(task)
  const start = Object.fromEntries(task.start.map((value, k) => [`p${k}`, value]))
  const data = { x: task.x, y: task.y }
  return () => Object.values(fitCurve(expression, data, { start }).parameters)
}

/** Ten fits against everyone; residual is our rss above the least that anyone reached, as a share of it. */
export async function curvefitRows(context: Context): Promise<void> {
  // No kernel has a part in it: one build says all.
  if (context.build !== 'plain') return
  const tasks = curveTasks().filter(({ name }) => context.wants(`fit.${name}`))
  if (tasks.length === 0) return
  const others = curveProcesses(tasks, pythonWith('scipy', context))
  const ratios: number[] = []
  for (const [k, task] of tasks.entries()) {
    const ours = ourFit(task)
    const own = rssOf(task, ours())
    const elsewhere = new Map<string, Timed | undefined>([
      ...Object.entries(others.scipy?.[k] ?? {}),
      ['minpack.lm', others.minpack?.[k]],
      ['ceres', others.ceres?.[k]],
    ])
    const here = await levenbergMarquardt(task, own)
    const simplex = await nelderMead(task)
    if (simplex) here.set('fmin', simplex)
    const answers = new Map<string, number>()
    const once = new Map<string, number>()
    for (const [name, run] of here) {
      let p: number[] = []
      once.set(
        name,
        timed(() => {
          p = run()
        }),
      )
      answers.set(name, rssOf(task, p))
    }
    for (const [name, fit] of elsewhere) if (fit) answers.set(name, rssOf(task, fit.parameters))
    const least = Math.min(own, ...[...answers.values()].filter(Number.isFinite))
    const add = (name: string, times: readonly number[]) => {
      const rss = answers.get(name) as number
      const said = rss <= least * (1 + SAME) ? name : `${name}, rss × ${Number((rss / least).toPrecision(3))}`
      versus(context, `fit.${task.name}`, said, times, own / least - 1)
    }
    const [alone] = await race(context, [ours])
    for (const [name, run] of here) {
      const ms = once.get(name) as number
      const times = ms > ENDLESS ? [alone, ms] : await race(context, [ours, run])
      if (name === 'ml-lm') ratios.push(times[1] / times[0])
      add(name, times)
    }
    for (const [name, fit] of elsewhere) if (fit) add(name, [alone, fit.ms])
  }
  for (const [name, found] of Object.entries(others)) if (!found) context.missing(name)
  if (ratios.length === 0) {
    context.missing('ml-levenberg-marquardt')
    return
  }
  const value = median(ratios)
  const bar = { value, unit: '×', rival: 'bar', rivalValue: MEDIAN_BAR, ratio: value / MEDIAN_BAR, residual: 0 }
  context.add({ name: 'fit.median-over-ml-lm', threads: 1, ...bar })
}
