import { Presets, SingleBar } from 'cli-progress'
import type { EpochRecord, StepRecord } from '../../index.js'
import { figure } from '../../report/format.js'
import type { TrainFlags } from './train-flags.js'

const DEFAULT_EPOCHS = 10

/** Without a terminal, epochs beyond these are told at most once in the seconds that follow. */
const LINES = 100
const SECONDS_BETWEEN = 1

export interface Progress {
  onStep(record: StepRecord): void
  onEpoch(record: EpochRecord): void
  stop(): void
}

/** What is told of a run while it goes: a bar on a terminal, one plain line an epoch elsewhere, nothing when quiet. */
export function progressOf(flags: TrainFlags, stream: NodeJS.WriteStream): Progress {
  if (flags.quiet) return { onStep() {}, onEpoch() {}, stop() {} }
  return stream.isTTY ? bar(flags, stream) : lines(stream)
}

function lines(stream: NodeJS.WriteStream): Progress {
  let told = 0
  let last = Number.NEGATIVE_INFINITY
  return {
    onStep() {},
    onEpoch({ epoch, loss, validationLoss, lambda, seconds }) {
      if (told >= LINES && seconds - last < SECONDS_BETWEEN) return
      told++
      last = seconds
      const validation = validationLoss === undefined ? '' : `  validation ${figure(validationLoss)}`
      const damping = lambda === undefined ? '' : `  lambda ${figure(lambda)}`
      stream.write(`epoch ${epoch}  loss ${figure(loss)}${validation}${damping}  ${seconds.toFixed(1)} s\n`)
    },
    stop() {},
  }
}

function bar({ epochs, steps, seconds }: TrainFlags, stream: NodeJS.WriteStream): Progress {
  const limited = epochs !== undefined || steps !== undefined || seconds !== undefined
  const most = limited ? epochs : DEFAULT_EPOCHS
  const line = new SingleBar(
    {
      stream,
      format: '{bar} {percentage} %  epoch {epoch}  loss {loss}{more}  {left} s left',
      barsize: 20,
      fps: 8,
      hideCursor: true,
      clearOnComplete: true,
      linewrap: false,
      gracefulExit: false,
      emptyOnZero: true,
    },
    Presets.shades_classic,
  )
  let started = false
  let stepsOfEpoch = 0
  let atEpoch = 0
  return {
    onStep({ step, epoch, loss, lambda, seconds: spent }) {
      const inEpoch = stepsOfEpoch > 0 ? Math.min(1, (step - atEpoch) / stepsOfEpoch) : 0
      const used = Math.max(
        most === undefined ? 0 : (epoch + inEpoch) / most,
        steps === undefined ? 0 : step / steps,
        seconds === undefined ? 0 : spent / seconds,
      )
      const more = lambda === undefined ? '' : `  λ ${figure(lambda)}`
      const left = used > 0 ? Math.max(0, spent / used - spent).toFixed(0) : '?'
      const said = { epoch: most === undefined ? epoch : `${epoch}/${most}`, loss: figure(loss), more, left }
      if (!started) line.start(100, 0, said)
      started = true
      line.update(Math.min(100, 100 * used), said)
    },
    onEpoch({ step }) {
      stepsOfEpoch = step - atEpoch
      atEpoch = step
    },
    stop: () => line.stop(),
  }
}
