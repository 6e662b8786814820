import type { Command } from 'commander'
import { type DataSet, evaluate, fit, report, save } from '../index.js'
import { checkFlags } from './check-flags.js'
import { EXIT, type ExitCode } from './exit-codes.js'
import { checkWritable, write } from './files.js'
import { methodOf } from './method.js'
import { dtypeOf, forLoss, lossOf, networkOf } from './network.js'
import { type Figures, jsonOf, tableOf } from './outcome.js'
import { progressOf } from './progress.js'
import { readSets } from './sets.js'
import { addTrainFlags, type TrainFlags } from './train-flags.js'

const example = `
Example:
  woodbury train --idx train-images.gz train-labels.gz --hidden 500 \\
    --test-idx t10k-images.gz t10k-labels.gz --epochs 5 --out mnist.safetensors`

export function addTrain(program: Command, done: (code: ExitCode) => void): void {
  const command = program
    .command('train')
    .description('train a network on data of a file')
    .addHelpText('after', example)
  addTrainFlags(command).action(async (flags: TrainFlags) => done(await train(flags)))
}

async function train(flags: TrainFlags): Promise<ExitCode> {
  const source = checkFlags(flags)
  await checkWritable(flags.out)
  await checkWritable(flags.report)
  const sets = await readSets(source, flags)
  const loss = lossOf(sets.train, flags)
  const data = forLoss(sets.train, loss)
  const validation = sets.validation && forLoss(sets.validation, loss)
  const say = flags.quiet ? () => {} : (line: string) => process.stderr.write(`${line}\n`)
  for (const hint of data.hints) say(`note: ${hint}`)
  const interrupt = new AbortController()
  const stop = () => interrupt.abort()
  process.once('SIGINT', stop)
  const progress = progressOf(flags)
  const { patience, epochs, steps, seconds, weightDecay, threads, seed } = flags
  const run = fit(networkOf(source, data, flags), data, {
    loss,
    optimizer: methodOf(flags.optimizer ?? (data.task === 'classification' ? 'smw-ng' : 'smw-gn'), flags),
    epochs,
    steps,
    seconds,
    weightDecay,
    threads,
    seed,
    validation,
    noise: flags.noise ?? (source === 'arm' ? 'none' : undefined),
    standardize: data.standardize,
    dtype: dtypeOf(source, flags),
    earlyStopping: patience === undefined ? undefined : { patience, restoreBest: true },
    signal: interrupt.signal,
    onStep: progress.onStep,
    onEpoch: progress.onEpoch,
  })
  const result = await run.finally(progress.end)
  process.removeListener('SIGINT', stop)
  if (flags.out !== undefined) await write(flags.out, save(result.model))
  if (flags.report !== undefined)
    await write(
      flags.report,
      report({ title: `woodbury train: ${nameOf(flags, source)}`, runs: [{ name: result.optimizer.method, result }] }),
    )
  const on = async (set: DataSet | undefined) => set && evaluate(result.model, forLoss(set, loss))
  const figures: Figures = {
    train: await evaluate(result.model, data),
    validation: await on(validation),
    test: await on(sets.test),
  }
  if (flags.json) process.stdout.write(`${jsonOf(result, figures, flags.out)}\n`)
  else if (!flags.quiet) process.stdout.write(tableOf(result, figures))
  if (interrupt.signal.aborted) return EXIT.interrupted
  return result.stopped === 'diverged' ? EXIT.diverged : EXIT.done
}

const nameOf = (flags: TrainFlags, source: string): string =>
  flags.data ?? flags.idx?.[0] ?? flags.libsvm ?? flags.npy?.[0] ?? source
