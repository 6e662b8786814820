import { access, constants, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { WoodburyError } from '../index.js'

const READING: Readonly<Record<string, string>> = {
  ENOENT: 'no such file. Check the path',
  EISDIR: 'it is a folder. Pass a file',
  ENOTDIR: 'a part of the path is a file, not a folder. Check the path',
  EACCES: 'it may not be read. Check its permissions',
  EPERM: 'it may not be read. Check its permissions',
  ERR_ACCESS_DENIED: 'Node may not read it. Start it with --allow-fs-read and its folder',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB. Pass a part of it',
}

const WRITING: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist. Make it first',
  ENOTDIR: 'a part of the path is a file, not a folder. Check the path',
  EISDIR: 'it is a folder. Pass a file',
  EACCES: 'it may not be written. Check its permissions',
  EPERM: 'it may not be written. Check its permissions',
  ERR_ACCESS_DENIED: 'Node may not write it. Start it with --allow-fs-write and its folder',
  EROFS: 'the file system is read-only. Pass another path',
  ENOSPC: 'the disk is full. Make room',
}

function refuse(path: string, verb: string, sentences: Readonly<Record<string, string>>, cause: unknown): never {
  const { code = '', message } = cause as NodeJS.ErrnoException
  const sentence = sentences[code] ?? `it cannot be ${verb}: ${message}`
  throw new WoodburyError('BAD_FILE', `${path}: ${sentence}.`, { path, code }, { cause })
}

/** @throws WoodburyError BAD_FILE */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    return refuse(path, 'read', READING, cause)
  }
}

/** @throws WoodburyError BAD_FILE */
export async function write(path: string, content: Uint8Array | string): Promise<void> {
  try {
    await writeFile(path, content)
  } catch (cause) {
    refuse(path, 'written', WRITING, cause)
  }
}

/** Finds out before a long run that its result could not be written. @throws WoodburyError BAD_FILE */
export async function checkWritable(path: string | undefined): Promise<void> {
  if (path === undefined) return
  try {
    if (process.permission?.has('fs.write', path) === false)
      throw Object.assign(new Error('denied'), { code: 'ERR_ACCESS_DENIED' })
    const found = await stat(path).catch(() => undefined)
    await access(found ? path : dirname(path), constants.W_OK)
    if (found?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' })
  } catch (cause) {
    refuse(path, 'written', WRITING, cause)
  }
}
