import type { Stats } from 'node:fs'
import { lstat, readlink, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/** As many as Linux follows. */
const MOST_LINKS = 40

/** What a path to be written names, once links are followed. */
export interface Target {
  readonly file: string
  /** What is there already. */
  readonly found?: Stats
  /** An open descriptor, as behind /dev/stdout. */
  readonly descriptor?: number
  /** Whether another file can take its place: not that of a pipe, a device or a descriptor. */
  readonly replaceable: boolean
}

const missing = (error: NodeJS.ErrnoException) => {
  if (error.code !== 'ENOENT') throw error
  return undefined
}

/** @throws the system's errors: its folder is missing, links in a circle, it is a folder, … */
export async function targetOf(path: string): Promise<Target> {
  let file = resolve(path)
  for (let links = 0; links < MOST_LINKS; links++) {
    const folder = await realpath(dirname(file))
    file = join(folder, basename(file))
    const descriptor = /^(?:\/proc\/\d+(?:\/task\/\d+)?|\/dev)\/fd\/(\d+)$/.exec(file)
    if (descriptor) return { file, descriptor: Number(descriptor[1]), replaceable: false }
    const found = await lstat(file).catch(missing)
    if (found?.isDirectory() || (!found && path.endsWith('/')))
      throw Object.assign(new Error('is a folder'), { code: 'EISDIR' })
    if (!found?.isSymbolicLink()) return { file, found, replaceable: found?.isFile() ?? true }
    file = resolve(folder, await readlink(file))
  }
  throw Object.assign(new Error('too many links'), { code: 'ELOOP' })
}

/** Whether a path is the process's standard output under a name such as /dev/stdout. */
export const isStdout = async (path: string): Promise<boolean> => (await targetOf(path)).descriptor === 1
