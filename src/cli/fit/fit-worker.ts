import { parentPort, workerData } from 'node:worker_threads'
import { fitCurve } from '../../curve/index.js'
import type { Answer, FitTask } from './fit-thread.js'

const { model, data, options, stop } = workerData as FitTask & { stop: Int32Array }
const control = new AbortController()

const answer = (said: Answer) => parentPort?.postMessage(said)

try {
  const fit = fitCurve(model, data, {
    ...options,
    signal: control.signal,
    onIteration() {
      if (Atomics.load(stop, 0) === 1) control.abort()
    },
  })
  answer({ fit: fit.toJSON() })
} catch (thrown) {
  // By name: the class would bring the whole library along.
  const { name, code, message, facts } = thrown as Extract<Answer, { error: unknown }>['error'] & Error
  if (name !== 'WoodburyError') throw thrown
  answer({ error: { code, message, facts } })
}
