import { Presets, SingleBar } from 'cli-progress'
import type { EpochRecord, StepRecord } from '../index.js'
import { short } from './short.js'
import type { TrainFlags } from './train-flags.js'

/** What the run tells while it goes on; everything goes to stderr. */
export interface Progress {
  onStep(record: StepRecord): void
  onEpoch(record: EpochRecord): void
  end(): void
}

/** Milliseconds between two plain lines where epochs are shorter. */
const LINE_EVERY = 200

const DEFAULT_EPOCHS = 10

const orDash = (value: number | undefined) => (value === undefined ? '-' : short(value))

/** A bar on a terminal, a line for each epoch elsewhere, nothing when quiet. */
export function progressOf(flags: TrainFlags): Progress {
  if (flags.quiet) return { onStep() {}, onEpoch() {}, end() {} }
  return process.stderr.isTTY ? bar(flags) : lines()
}

function bar(flags: TrainFlags): Progress {
  const { steps, seconds } = flags
  const epochs = flags.epochs ?? (steps === undefined && seconds === undefined ? DEFAULT_EPOCHS : undefined)
  const single = new SingleBar(
    {
      format: ' {bar} {percentage}% | {seconds} s | epoch {epoch} | loss {loss} | lambda {lambda}',
      stream: process.stderr,
      barsize: 20,
      hideCursor: true,
      fps: 10,
    },
    Presets.shades_classic,
  )
  single.start(1, 0, { seconds: '0.0', epoch: 0, loss: '-', lambda: '-' })
  return {
    onStep(record) {
      const used = Math.max(
        epochs === undefined ? 0 : record.epoch / epochs,
        steps === undefined ? 0 : record.step / steps,
        seconds === undefined ? 0 : record.seconds / seconds,
      )
      single.update(Math.min(used, 1), {
        seconds: record.seconds.toFixed(1),
        epoch: record.epoch,
        loss: short(record.loss),
        lambda: orDash(record.lambda),
      })
    },
    onEpoch() {},
    end() {
      single.stop()
    },
  }
}

function lines(): Progress {
  let last = Number.NEGATIVE_INFINITY
  let held: EpochRecord | undefined
  const print = ({ epoch, step, seconds, loss, validationLoss, lambda }: EpochRecord) => {
    const validation = validationLoss === undefined ? '' : `  validation ${short(validationLoss)}`
    const damping = lambda === undefined ? '' : `  lambda ${short(lambda)}`
    process.stderr.write(
      `epoch ${epoch}  step ${step}  ${seconds.toFixed(1)} s  loss ${short(loss)}${validation}${damping}\n`,
    )
  }
  return {
    onStep() {},
    onEpoch(record) {
      held = record
      if (performance.now() - last < LINE_EVERY) return
      last = performance.now()
      print(record)
      held = undefined
    },
    end() {
      if (held) print(held)
    },
  }
}
