import { type Model, WoodburyError } from '../../index.js'
import { readBytes } from '../files/files.js'
import { loadModel } from '../load-model.js'
import type { TrainFlags } from './train-flags.js'

/** A checkpoint to go on from, and its network, which holds where no flag asks for one. */
export interface Resumed {
  readonly path: string
  readonly bytes: Uint8Array
  readonly model: Model
}

/**
 * The checkpoint of --resume. Where --checkpoint names the same file, one that is not there yet is no mistake but the
 * first of several starts by one command.
 * @throws WoodburyError BAD_FILE
 */
export async function readResumed({ resume: path, checkpoint }: TrainFlags): Promise<Resumed | undefined> {
  if (path === undefined) return undefined
  try {
    const bytes = await readBytes(path)
    return { path, bytes, model: loadModel(bytes, path) }
  } catch (error) {
    const isFirst = error instanceof WoodburyError && error.facts.code === 'ENOENT' && path === checkpoint
    if (isFirst) return undefined
    throw error
  }
}
