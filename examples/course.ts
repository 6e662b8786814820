/** Where a run of `fit` on residuals was at its checkpoints: the models behind the records. */
import { type FitOptions, type FitResult, fit, type Model, type Residuals } from '../src/index.js'

/** One run, its state at every so many steps, and its processor time. */
export async function course(
  net: Model,
  problem: Residuals,
  options: FitOptions & Required<Pick<FitOptions, 'checkpointEvery'>>,
): Promise<{ result: FitResult; states: FitResult[]; seconds: number }> {
  const kept: Uint8Array[] = []
  const before = process.cpuUsage()
  const result = await fit(net, problem, { ...options, onCheckpoint: bytes => kept.push(bytes) })
  const { user, system } = process.cpuUsage(before)
  const states: FitResult[] = []
  // A run that goes on past its budget ends at once, with the model of its checkpoint.
  for (const resume of kept)
    states.push(await fit(net, problem, { ...options, checkpointEvery: undefined, resume, steps: 1 }))
  return { result, states: [...states, result], seconds: (user + system) / 1e6 }
}
