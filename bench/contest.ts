import { type Context, versus } from './context.js'
import { type Contestant, interleave } from './interleave.js'

type Run = Contestant['run']

interface Contest {
  readonly name: string
  readonly rival: string
  readonly ours: Run
  /** Nothing where the rival is not installed. */
  readonly theirs: Run | undefined
  readonly repeat?: number
  /** Greatest relative difference of both results. */
  readonly residual: () => number | Promise<number>
  readonly figures?: Parameters<typeof versus>[5]
}

/** Times us and a rival in turns, and adds the row; a rival that is not installed is named absent. */
export async function contest(context: Context, { name, rival, ours, theirs, ...rest }: Contest): Promise<void> {
  if (!context.wants(name)) return
  if (!theirs) {
    context.missing(rival)
    return
  }
  const { repeat = 1, residual, figures } = rest
  const far = await residual()
  const contestants = [ours, theirs].map(run => ({ run, repeat }))
  versus(context, name, rival, await interleave(contestants, context.patience), far, figures)
}

/** The greatest |a − b| / |b|, or where `scale` is given as a share of that. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>, scale?: number): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  let worst = 0
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i] - b[i]) / (scale ?? Math.abs(b[i])))
  return worst
}
