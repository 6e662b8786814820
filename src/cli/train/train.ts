import type { Command } from 'commander'
import type { FitResult } from '../../index.js'
import { EXIT, type ExitCode } from '../exit-codes.js'
import { write } from '../files/write.js'
import { figuresOf } from '../show/figures.js'
import { profileTable } from '../show/profile-table.js'
import { heard } from '../signals.js'
import { checkFlags } from './check-flags.js'
import { methodOf, optimizerOf } from './method.js'
import { dtypeOf, lossFor, networkOf } from './network.js'
import { readResumed } from './resume.js'
import { readSets } from './sets.js'
import { checkTrainFiles } from './train-files.js'
import { addTrainFlags, type TrainFlags } from './train-flags.js'
import { trainJson } from './train-json.js'
import { trainReport } from './train-report.js'
import { trained } from './train-run.js'
import { trainTable } from './train-table.js'

export function addTrain(program: Command, done: (code: ExitCode) => void): void {
  const command = program.command('train').description('train a network on a file, or on the robot arm')
  addTrainFlags(command).action(async (flags: TrainFlags) => done(await train(flags)))
}

async function train(flags: TrainFlags): Promise<ExitCode> {
  const source = checkFlags(flags)
  const outToStdout = await checkTrainFiles(flags)
  const say = (line: string) => {
    if (!flags.quiet) process.stderr.write(`${line}\n`)
  }
  const note = (sentence: string) => say(`note: ${sentence}`)
  const resumed = await readResumed(flags)
  if (flags.resume !== undefined && !resumed)
    note(`${flags.resume} is not there yet: this run starts from the beginning`)
  const sets = await readSets(source, flags)
  const loss = lossFor(flags, sets.train)
  const method = methodOf(flags, sets.train.task)
  const network = networkOf(flags, sets.train, loss, dtypeOf(flags, source, resumed?.model), resumed?.model)
  const options = {
    loss,
    optimizer: optimizerOf(method, sets.train.task, flags),
    validation: sets.validation,
    noise: flags.noise ?? (source === 'arm' && 'curvatureBatch' in method.options ? 'none' : 'some'),
    standardize: sets.train.standardize,
    ...(flags.patience !== undefined && { earlyStopping: { patience: flags.patience } }),
    weightDecay: flags.weightDecay,
    regularization: flags.regularization === 'hold-out' ? 'holdOut' : flags.regularization,
    epochs: flags.epochs,
    steps: flags.steps,
    seconds: flags.seconds,
    seed: flags.seed,
    threads: flags.threads,
    profile: flags.profile,
    resume: resumed?.bytes,
    onWarning: note,
  } as const
  for (const sentence of sets.notes) note(sentence)
  const result = await trained(network, sets.train, options, flags, say)
  const figures = await figuresOf(result.model, sets)
  if (flags.report !== undefined) await write(flags.report, trainReport(source, flags, result, figures))
  const tables = outToStdout ? process.stderr : process.stdout
  if (!flags.quiet && !flags.json) tables.write(trainTable(result, figures, sets))
  if (!flags.json) tables.write(profileTable(result))
  for (const path of [flags.out, flags.report]) if (path !== undefined) say(`wrote ${path}`)
  if (flags.json) process.stdout.write(`${JSON.stringify(trainJson(result, figures, sets.notes, flags.out))}\n`)
  return codeOf(result, say)
}

function codeOf({ stopped, reason, best }: FitResult, say: (line: string) => void): ExitCode {
  const code = heard()
  if (code !== undefined) {
    say('interrupted: this is what was reached')
    return code
  }
  if (stopped !== 'diverged') return EXIT.done
  const kept = best ? ` The model is that of ${best.epoch > 0 ? `epoch ${best.epoch}` : 'the start'}.` : ''
  process.stderr.write(`woodbury: train: diverged: ${reason}.${kept}\n`)
  return EXIT.diverged
}
