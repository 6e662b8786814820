import { messageOf } from '../../brand.js'
import { WoodburyError, type WoodburyErrorCode } from '../../errors.js'
import { type ApartWorker, ApartWorkers } from '../../runtime/apart-worker.js'
import type { Linearisation } from '../network/linearisation.js'
import type { Wants } from '../network/sweeps.js'
import { type Engine, join, sharesOf, split } from '../network/tasks.js'
import type { KernelModule } from '../network/turns.js'
import type { Answer, OperatorVerbs } from './operator-verbs.js'

type Worker = ApartWorker<OperatorVerbs>

const operatorWorkers = new ApartWorkers<OperatorVerbs>('operators')

/** A worker that many operators ask in turns; a process waits for it while one does. */
interface Member {
  readonly worker: Worker
  waiting: number
}

/** The k-th worker of every operator, as long as it lives. */
const crew: (Promise<Member> | undefined)[] = []

async function member(k: number): Promise<Member> {
  const known = await crew[k]?.catch(() => undefined)
  if (known && !known.worker.isLost) return known
  const started = operatorWorkers.take().then(worker => {
    worker.hold(false)
    return { worker, waiting: 0 }
  })
  crew[k] = started
  return started
}

async function asked(one: Member, question: Parameters<Worker['ask']>[0]): Promise<Answer> {
  one.worker.hold(++one.waiting > 0)
  try {
    return (await one.worker.ask(question)) as Answer
  } finally {
    one.worker.hold(--one.waiting > 0)
  }
}

function valuesOf({ values, error }: Answer): Float64Array {
  if (!error) return values ?? new Float64Array(0)
  if (error.code === undefined) throw new Error(error.message)
  throw new WoodburyError(error.code as WoodburyErrorCode, error.message, { ...error.facts })
}

let last = 0

/** What workers have of an operator that nobody holds any more. */
const forgotten = new FinalizationRegistry<{ id: number; members: readonly Member[] }>(({ id, members }) => {
  for (const one of members)
    if (!one.worker.isLost) asked(one, verbs => verbs.closeOperator(id) as never).catch(() => {})
})

/**
 * An engine of workers with a share of the samples each, or nothing where they cannot be started.
 * @throws WoodburyError from a task: WORKER_LOST where one ended
 */
export async function engineApart(
  where: string,
  lin: Linearisation,
  wants: Wants,
  kernels: KernelModule,
  threads: number,
): Promise<Engine | undefined> {
  const shares = sharesOf(lin, threads)
  const counts = shares.map(({ samples }) => samples.count)
  let members: readonly Member[]
  try {
    members = await Promise.all(shares.map((_, k) => member(k)))
  } catch {
    return undefined
  }
  const id = ++last
  const lost = (cause: unknown) =>
    new WoodburyError(
      'WORKER_LOST',
      `${where}: a worker was lost (${messageOf(cause)}). Ask again, which starts others, or leave threads out.`,
      {},
      { cause },
    )
  const all = async (question: (k: number) => Parameters<Worker['ask']>[0]): Promise<Float64Array[]> => {
    const answers = await Promise.all(members.map((one, k) => asked(one, question(k)))).catch(cause => {
      throw lost(cause)
    })
    return answers.map(valuesOf)
  }
  await all(k => verbs => verbs.openOperator(id, where, shares[k], wants, kernels) as never)
  const engine: Engine = async task => {
    const tasks = split(task, counts)
    const results = await all(k => verbs => verbs.performTask(id, tasks[k]) as never)
    return join(task, results, counts)
  }
  forgotten.register(engine, { id, members })
  return engine
}
