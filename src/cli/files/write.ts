import { constants } from 'node:fs'
import { access, copyFile, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { waited } from '../signals.js'
import { writingError } from './files.js'
import { type Target, targetOf } from './target.js'

/** Where the system lets nobody take a file's name away, as from one that is a mount point. */
const CANNOT_RENAME = ['EBUSY', 'EXDEV', 'EPERM', 'EACCES']

/**
 * Writes a file so that its name stands for the old content or for the new, whenever the process or the machine stops:
 * the new is written beside, forced to the disk, and renamed. Links stay links, permissions stay. Pipes, devices and
 * open descriptors are written as they are.
 * @throws WoodburyError BAD_FILE; the old content then still stands
 */
export async function write(path: string, content: Uint8Array | string): Promise<void> {
  try {
    const target = await targetOf(path)
    await waited(target.replaceable ? replace(target, content) : writeThrough(target, content))
  } catch (cause) {
    throw writingError(path, cause)
  }
}

/**
 * Finds out before a long run that its result could not be written, by doing all but the last of it.
 * @throws WoodburyError BAD_FILE
 */
export async function checkWritable(path: string): Promise<void> {
  try {
    const target = await targetOf(path)
    if (target.found) await access(target.file, constants.W_OK)
    if (!target.replaceable) return
    await removeLeftovers(target.file)
    const beside = besideOf(target.file)
    await (await open(beside, 'wx')).close()
    await rm(beside)
  } catch (cause) {
    throw writingError(path, cause)
  }
}

async function replace({ file, found }: Target, content: Uint8Array | string): Promise<void> {
  const beside = besideOf(file)
  try {
    await rm(beside, { force: true })
    const handle = await open(beside, 'wx')
    try {
      if (found) {
        // Owners are the system's to change, and some file systems know no permissions.
        await handle.chown(found.uid, found.gid).catch(() => {})
        await handle.chmod(found.mode & 0o7777).catch(() => {})
      }
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(beside, file).catch((error: NodeJS.ErrnoException) => {
      if (!found || !CANNOT_RENAME.includes(error.code ?? '')) throw error
      return copyFile(beside, file)
    })
  } finally {
    await rm(beside, { force: true })
  }
  await syncFolder(dirname(file))
}

/** The name of what is not yet whole: of one target, machine and process. */
const besideOf = (file: string, pid = String(process.pid)) => join(dirname(file), `${prefixOf(file)}${pid}.tmp`)

const prefixOf = (file: string) => `.${basename(file).slice(0, 40)}.${hostname().slice(0, 40)}-`

/** Removes what killed processes of this machine left beside a file. */
async function removeLeftovers(file: string): Promise<void> {
  const prefix = prefixOf(file)
  for (const name of await readdir(dirname(file)).catch(() => [])) {
    const [, pid] = (name.startsWith(prefix) && /^(\d+)\.tmp$/.exec(name.slice(prefix.length))) || []
    if (pid !== undefined && !isAlive(Number(pid))) await rm(besideOf(file, pid), { force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Makes a rename outlive a power cut, where folders can be opened. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

async function writeThrough({ file, descriptor }: Target, content: Uint8Array | string): Promise<void> {
  const stream = descriptor === 1 ? process.stdout : descriptor === 2 ? process.stderr : undefined
  if (!stream) return writeFile(file, content)
  await new Promise<void>((resolve, reject) => {
    // A reader that has seen enough is no failure.
    stream.write(content, error =>
      error && (error as NodeJS.ErrnoException).code !== 'EPIPE' ? reject(error) : resolve(),
    )
  })
}
