import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Model, save, WoodburyError } from '../../index.js'
import { write } from './write.js'

/**
 * Writes what a run has reached; where that fails after all, to the system's folder for temporary files, since it may
 * have cost hours.
 * @throws WoodburyError BAD_FILE that says where the model is
 */
export async function writeModel(path: string, model: Model): Promise<void> {
  const bytes = save(model)
  try {
    await write(path, bytes)
  } catch (error) {
    if (!(error instanceof WoodburyError)) throw error
    const rescued = await rescue(basename(path), bytes).catch(() => undefined)
    if (rescued === undefined) throw error
    throw new WoodburyError(error.code, `${error.message} The model is in ${rescued}.`, error.facts, { cause: error })
  }
}

async function rescue(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'woodbury-')), name)
  await write(path, bytes)
  return path
}
