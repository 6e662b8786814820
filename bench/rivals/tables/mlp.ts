import { availableParallelism } from 'node:os'
import { pythonWith, runPython } from '../python.js'
import type { TableRival } from './table-rival.js'

/** Weight decays that a tenth of the training rows decides among; the first is scikit-learn's default. */
const ALPHAS = [1e-4, 0.1, 10]

interface Answer {
  readonly prediction: number[]
  readonly alpha: number
  readonly iterations: number
  readonly seconds: number
}

/** scikit-learn's MLPRegressor or MLPClassifier at its defaults but for solver and weight decay, in as many threads as there are. */
export const mlp = (solver: 'lbfgs' | 'adam'): TableRival => ({
  name: `sklearn-${solver}`,
  predict(table, context) {
    const program = pythonWith('sklearn', context)
    if (!program) return undefined
    const task = { ...table, solver, alphas: context.quick ? ALPHAS.slice(0, 1) : ALPHAS }
    const threads = availableParallelism()
    const { prediction, alpha, iterations, seconds } = runPython<Answer>(program, 'tables/mlp.py', task, threads)
    return { values: prediction, note: `alpha ${alpha}, ${iterations} iterations, ${seconds.toFixed(1)} s` }
  },
})
