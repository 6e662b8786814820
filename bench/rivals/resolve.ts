import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

// Compiled to dist/bench/rivals: the rivals are installed beside bench/package.json.
const home = fileURLToPath(new URL('../../../bench/package.json', import.meta.url))
const require = createRequire(home)

/** Address of a rival's file, by a path into its package; nothing where it is not installed. */
export function rivalPath(path: string): URL | undefined {
  const file = join(dirname(home), 'node_modules', path)
  return existsSync(file) ? pathToFileURL(file) : undefined
}

/** A rival's module by the name of its package, as `T`; nothing where it is not installed. */
export async function rival<T>(name: string): Promise<T | undefined> {
  let file: string
  try {
    file = require.resolve(name)
  } catch {
    return undefined
  }
  return (await import(pathToFileURL(file).href)) as T
}
