import { workers } from '#workers'
import { ownParts } from '../../own-parts.js'
import { isObject } from '../../plain.js'
import { trainingKernels } from '../../runtime/wasm/training-kernels.js'
import type { Linearisation } from './linearisation.js'
import { Sweeps, type Wants } from './sweeps.js'
import { type Engine, perform } from './tasks.js'
import type { KernelModule } from './turns.js'

/** @throws WoodburyError NO_SIMD, BAD_FILE, NOT_SUPPORTED */
export async function kernelsHere(): Promise<KernelModule> {
  const simd = trainingKernels.best()
  return { module: await trainingKernels.module(simd), simd }
}

/** Whether a loss is one that workers have not heard of. */
const isOwn = ({ heads }: Linearisation): boolean =>
  heads.some(({ loss }) => isObject(loss) && ownParts().losses.has((loss as { kind: string }).kind))

/**
 * Who computes for an operator, made at its first task: this thread, or workers where more threads are asked for, there are
 * any, and they know the loss.
 * @throws WoodburyError from a task: OUT_OF_MEMORY, NO_SIMD, BAD_FILE, NOT_SUPPORTED, WORKER_LOST
 */
export function engineOf(where: string, lin: Linearisation, wants: Wants = {}): Engine {
  let engine: Promise<Engine> | undefined
  return async task => {
    engine ??= made(where, lin, wants)
    try {
      return await (await engine)(task)
    } catch (error) {
      // What failed for want of memory or of a worker may be tried again.
      engine = undefined
      throw error
    }
  }
}

async function made(where: string, lin: Linearisation, wants: Wants): Promise<Engine> {
  const kernels = await kernelsHere()
  if (lin.threads > 1 && lin.samples.count > 1 && workers.exist() && !isOwn(lin)) {
    const { engineApart } = await import('../apart/crew.js')
    const apart = await engineApart(where, lin, wants, kernels, lin.threads)
    if (apart) return apart
  }
  const sweeps = new Sweeps(where, lin, wants, kernels)
  return async task => perform(sweeps, task)
}
