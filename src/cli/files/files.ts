import { readFile } from 'node:fs/promises'
import { WoodburyError } from '../../index.js'
import { waited } from '../signals.js'

const READING: Readonly<Record<string, string>> = {
  ENOENT: 'no such file. Check the path',
  EISDIR: 'it is a folder. Pass a file',
  ENOTDIR: 'a part of the path is a file, not a folder. Check the path',
  EACCES: 'it may not be read. Check its permissions',
  EPERM: 'it may not be read. Check its permissions',
  ERR_ACCESS_DENIED: 'Node may not read it. Start it with --allow-fs-read and its folder',
  ELOOP: 'its links go in a circle. Check the path',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB. Pass a part of it',
}

const WRITING: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist. Make it first',
  ENOTDIR: 'a part of the path is a file, not a folder. Check the path',
  EISDIR: 'it is a folder. Pass a file',
  EACCES: 'it may not be written. Check the permissions of it and of its folder',
  EPERM: 'it may not be written. Check the permissions of it and of its folder',
  ERR_ACCESS_DENIED: 'Node may not write it. Start it with --allow-fs-write and its folder',
  EROFS: 'the file system is read-only. Pass another path',
  ELOOP: 'its links go in a circle. Check the path',
  ENAMETOOLONG: 'its name is too long. Pass a shorter one',
  ENOSPC: 'the disk is full. Make room',
  EDQUOT: 'your share of the disk is full. Make room',
  EFBIG: 'a limit on the size of files is reached. Raise it (ulimit -f)',
}

const described =
  (verb: string, sentences: Readonly<Record<string, string>>) =>
  (path: string, cause: unknown): WoodburyError => {
    const { code = '', message } = cause as NodeJS.ErrnoException
    const sentence = sentences[code] ?? `it cannot be ${verb}: ${message}`
    return new WoodburyError('BAD_FILE', `${path}: ${sentence}.`, { path, code }, { cause })
  }

/** What the system said of a path, as a sentence. */
export const readingError = described('read', READING)
export const writingError = described('written', WRITING)

/** @throws WoodburyError BAD_FILE */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await waited(readFile(path))
  } catch (cause) {
    throw readingError(path, cause)
  }
}
