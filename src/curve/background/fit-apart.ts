import { transfer } from 'comlink/dist/esm/comlink.mjs'
import { workers } from '#workers'
import { autoThreads } from '../../runtime/auto-threads.js'
import type { Agenda } from '../many/agenda.js'
import type { Share } from '../many/share.js'
import type { AnyModel } from '../model/settle-model.js'
import { abortFlag, setFlag } from './abort-flag.js'
import type { SentJob } from './fit-verbs.js'
import { type FitWorker, giveBackFitWorker, takeFitWorker } from './fit-worker.js'
import { sentModel } from './sent-model.js'

/** A call of fitMany with much to do. */
export interface Many {
  readonly agenda: Agenda
  readonly model: AnyModel
  readonly hasFunctions: boolean
  /** All else that workers must know, as a copy. */
  copied(): Omit<SentJob, 'model'>
  setsIn(share: Share): Float64Array[]
  readonly threads: number | undefined
  readonly signal: AbortSignal | undefined
  /** Fits in this thread until the agenda is empty. */
  fitHere(): Promise<void>
}

/**
 * Fits what is on the agenda in workers, a page in workers alone, until it is over or no worker is left; then some of it may remain,
 * as all of it does where the model is a function. What a lost worker had is put back.
 */
export async function fitApart(many: Many): Promise<void> {
  const { agenda, setsIn, threads = autoThreads(), signal } = many
  const model = sentModel(many.model)
  const count = workers.isPage() ? threads : threads - 1
  if (model === undefined || many.hasFunctions || count === 0 || !workers.exist()) return
  const sent: SentJob = { ...many.copied(), model }
  const flag = abortFlag()
  const asked = new Set<FitWorker>()
  const abort = () => {
    if (flag) setFlag(flag)
    else for (const worker of asked) void worker.ask(verbs => verbs.abortFits()).catch(() => {})
  }

  async function serve(): Promise<void> {
    let worker: FitWorker
    try {
      worker = await takeFitWorker()
    } catch {
      return
    }
    try {
      await worker.ask(verbs => verbs.openFits(sent, flag))
      asked.add(worker)
      if (signal?.aborted) abort()
      // Two shares on the way, or it would wait for this thread between them.
      await Promise.all([drain(worker), drain(worker)])
      giveBackFitWorker(worker)
    } catch {
      void worker.end()
    }
  }

  async function drain(worker: FitWorker): Promise<void> {
    for (let share = await agenda.take(); share; share = await agenda.take()) {
      const { begin } = share
      const { y, lengths } = joined(setsIn(share))
      try {
        const fitted = await worker.ask(verbs => verbs.fitShare(transfer(y, [y.buffer]), lengths, begin))
        agenda.settle(share, fitted)
      } catch (error) {
        agenda.putBack(share)
        throw error
      }
    }
  }

  signal?.addEventListener('abort', abort)
  try {
    const all = Promise.all(Array.from({ length: count }, serve))
    if (!workers.isPage()) await many.fitHere()
    // A worker that is late is not waited for once others have done everything.
    await Promise.race([agenda.whenOver().catch(() => {}), all])
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}

function joined(sets: readonly Float64Array[]) {
  const lengths = sets.map(({ length }) => length)
  const y = new Float64Array(lengths.reduce((a, b) => a + b, 0))
  let at = 0
  for (const set of sets) {
    y.set(set, at)
    at += set.length
  }
  return { y, lengths }
}
