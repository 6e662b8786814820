import { fileURLToPath } from 'node:url'
import { type Context, createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import type * as api from '../../src/index.js'

type Constructors = Pick<
  typeof globalThis,
  | 'Error'
  | 'Float32Array'
  | 'Float64Array'
  | 'Int32Array'
  | 'Uint8Array'
  | 'BigInt64Array'
  | 'DataView'
  | 'SharedArrayBuffer'
  | 'Map'
>

/** A second realm of this process, as Jest, jsdom or a frame make one: its classes are not those of this one. */
export const otherRealm = (): Constructors => runInContext('globalThis', createContext({}))

/** What Node adds to the language, and Jest's environment hands on. */
export const nodeGlobals = (): Record<string, unknown> => ({
  AbortController,
  AbortSignal,
  Buffer,
  MessageChannel,
  TextDecoder,
  TextEncoder,
  URL,
  clearTimeout,
  performance,
  process,
  setImmediate,
  setTimeout,
  structuredClone,
})

const root = fileURLToPath(new URL('../../../', import.meta.url))

const bundles = new Map<string, Promise<string>>()

function bundleOf(condition: 'node' | 'browser', entry: string): Promise<string> {
  const name = `${condition} ${entry}`
  const known = bundles.get(name)
  if (known) return known
  const made = build({
    entryPoints: [`${root}dist/src/${entry}.js`],
    bundle: true,
    write: false,
    format: 'iife',
    platform: condition,
    globalName: 'woodbury',
    target: 'es2022',
    conditions: [condition],
    logLevel: 'silent',
  }).then(({ outputFiles }) => outputFiles[0].text)
  bundles.set(name, made)
  return made
}

/** The package as package.json names its files under a condition, evaluated in a realm that has these globals alone. */
export async function packageIn(
  globals: Record<string, unknown>,
  condition: 'node' | 'browser' = 'node',
  entry: 'index' | 'predict' = 'index',
): Promise<{ woodbury: typeof api; realm: Constructors; context: Context }> {
  const text = await bundleOf(condition, entry)
  const context = createContext({ ...globals })
  runInContext(text, context)
  return {
    woodbury: runInContext('woodbury', context),
    realm: runInContext('globalThis', context),
    context,
  }
}
