import type { Command } from 'commander'
import { type FitResult, fit, forecast, save, WoodburyError } from '../index.js'
import { bytes, count } from '../report/format.js'
import { checkFlags } from './check-flags.js'
import { EXIT, type ExitCode } from './exit-codes.js'
import { figuresOf } from './figures.js'
import { checkWritable, write } from './files.js'
import { methodOf, optimizerOf } from './method.js'
import { dtypeOf, lossOf, networkOf, networkText } from './network.js'
import { profileTable } from './profile-table.js'
import { progressOf } from './progress.js'
import { readSets } from './sets.js'
import { addTrainFlags, type TrainFlags } from './train-flags.js'
import { trainJson } from './train-json.js'
import { trainReport } from './train-report.js'
import { trainTable } from './train-table.js'

export function addTrain(program: Command, done: (code: ExitCode) => void): void {
  const command = program.command('train').description('train a network on a file, or on the robot arm')
  addTrainFlags(command).action(async (flags: TrainFlags) => done(await train(flags)))
}

async function train(flags: TrainFlags): Promise<ExitCode> {
  const source = checkFlags(flags)
  await checkWritable(flags.out)
  await checkWritable(flags.report)
  const say = (line: string) => {
    if (!flags.quiet) process.stderr.write(`${line}\n`)
  }
  const sets = await readSets(source, flags)
  for (const hint of sets.train.hints) say(`note: ${hint}`)
  const loss = lossOf(flags, sets.train)
  const method = methodOf(flags, sets.train.task)
  const network = networkOf(flags, sets.train, loss, dtypeOf(flags, source))
  const progress = progressOf(flags, process.stderr)
  const { signal, release } = interruption()
  const run = fit(network, sets.train, {
    loss,
    optimizer: optimizerOf(method, sets.train.task, flags),
    validation: sets.validation,
    noise: flags.noise ?? (source === 'arm' ? 'none' : 'some'),
    standardize: sets.train.standardize,
    ...(flags.patience !== undefined && { earlyStopping: { patience: flags.patience } }),
    weightDecay: flags.weightDecay,
    epochs: flags.epochs,
    steps: flags.steps,
    seconds: flags.seconds,
    seed: flags.seed,
    threads: flags.threads,
    profile: flags.profile,
    signal,
    onStep: record => progress.onStep(record),
    onEpoch: record => progress.onEpoch(record),
    onWarning: warning => say(`note: ${warning}`),
  })
  const parameters = count(network.params.length)
  say(
    `${networkText(network)}: ${parameters} parameters, ${count(sets.train.x.shape[0])} samples, ${bytes(forecast(run))}`,
  )
  const result = await reached(run, flags.out).finally(() => {
    progress.stop()
    release()
  })
  if (flags.out !== undefined) await write(flags.out, save(result.model))
  const figures = await figuresOf(result.model, sets, loss)
  if (flags.report !== undefined) await write(flags.report, trainReport(source, flags, result, figures))
  if (!flags.quiet && !flags.json) process.stdout.write(trainTable(result, figures, sets))
  if (!flags.json) process.stdout.write(profileTable(result))
  for (const path of [flags.out, flags.report]) if (path !== undefined) say(`wrote ${path}`)
  if (flags.json) process.stdout.write(`${JSON.stringify(trainJson(method, result, figures, flags.out))}\n`)
  return codeOf(result, say)
}

/** The result of a run; when a worker was lost, what it had reached is written before the error goes on. */
async function reached(run: PromiseLike<FitResult>, out?: string): Promise<FitResult> {
  try {
    return await run
  } catch (error) {
    const partial = error instanceof WoodburyError ? (error.partial as Partial<FitResult> | undefined) : undefined
    if (partial?.model && out !== undefined) await write(out, save(partial.model))
    throw error
  }
}

/** Aborts at the first SIGINT; the second one ends the process as if nobody listened. */
function interruption(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController()
  const abort = () => controller.abort()
  process.once('SIGINT', abort)
  return { signal: controller.signal, release: () => process.removeListener('SIGINT', abort) }
}

function codeOf({ stopped, reason }: FitResult, say: (line: string) => void): ExitCode {
  if (stopped === 'aborted') {
    say('interrupted: this is what was reached')
    return EXIT.interrupted
  }
  if (stopped !== 'diverged') return EXIT.done
  process.stderr.write(`woodbury: train: diverged: ${reason}. The last good parameters were kept.\n`)
  return EXIT.diverged
}
