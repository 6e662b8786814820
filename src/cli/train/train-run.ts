import {
  type DataSet,
  type FitOptions,
  type FitResult,
  fit,
  forecast,
  load,
  type Model,
  WoodburyError,
} from '../../index.js'
import { bytes, count } from '../../report/format.js'
import { CheckpointFile } from '../files/checkpoint-file.js'
import { writeModel } from '../files/write-model.js'
import { naming } from '../load-model.js'
import { saved } from '../signals.js'
import { networkText } from './network.js'
import { progressOf } from './progress.js'
import type { TrainFlags } from './train-flags.js'

/** Seconds between two checkpoints when only their file is named. */
const EVERY = 10

/**
 * Trains, with progress, and writes what was reached before it returns: also where a signal or a lost worker ended the
 * run.
 * @throws WoodburyError
 */
export function trained(
  network: Model,
  data: DataSet,
  options: FitOptions & { readonly onWarning: (sentence: string) => void },
  flags: TrainFlags,
  say: (line: string) => void,
): Promise<FitResult> {
  const { out, checkpoint, checkpointEvery: seconds = EVERY, resume = '' } = flags
  const file = checkpoint === undefined ? undefined : new CheckpointFile(checkpoint, options.onWarning)
  const checkpoints = file && { checkpointEvery: { seconds }, onCheckpoint: (bytes: Uint8Array) => file.put(bytes) }
  const save = async (reached: Partial<FitResult>) => {
    const last = readable(reached.checkpoint)
    const written = [file?.finish(last), out !== undefined && reached.model && writeModel(out, reached.model)]
    for (const end of await Promise.allSettled(written)) if (end.status === 'rejected') throw end.reason
    if (file && last) say(`wrote ${checkpoint}`)
  }
  return saved(async signal => {
    const progress = progressOf(flags, process.stderr)
    // Also where a second signal ends the process: a terminal's cursor has to come back.
    process.once('exit', progress.stop)
    try {
      const { onStep, onEpoch } = progress
      const run = fit(network, data, { ...options, ...checkpoints, onStep, onEpoch, signal })
      const samples = count(data.x.shape[0])
      say(
        `${networkText(network)}: ${count(network.params.length)} parameters, ${samples} samples, ${bytes(forecast(run))}`,
      )
      const result = await run
      await save(result)
      return result
    } catch (error) {
      if (error instanceof WoodburyError && error.partial) await save(error.partial)
      throw naming(resume, error)
    } finally {
      progress.stop()
      process.removeListener('exit', progress.stop)
    }
  })
}

/** The last checkpoint of a run, but for one that blew up: the file then keeps the one before. */
function readable(checkpoint: Uint8Array | undefined): Uint8Array | undefined {
  try {
    return checkpoint && load(checkpoint) && checkpoint
  } catch {
    return undefined
  }
}
