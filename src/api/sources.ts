import { arrayIn, type Bytes, bytesIn } from '../arrays.js'
import { brandOf, classOf } from '../brand.js'
import { WoodburyError } from '../errors.js'
import { checkOptions, show } from '../options.js'
import type { KernelSources, WasmSource } from '../runtime/wasm/kernel-store.js'

const ACCEPTED =
  "a whole address, as in new URL('plain.wasm', import.meta.url) or pathToFileURL(path), the bytes as a Uint8Array, or a WebAssembly.Module"

const refuse = (option: string, value: unknown, expected: string) => {
  throw new WoodburyError('BAD_OPTION', `init: ${option} is ${show(value)}. Pass ${expected}.`, { option, got: value })
}

/** A source as it is at the call; in a page an address may be relative to it. */
function sourceOf(option: string, given: unknown): URL | Bytes | WebAssembly.Module {
  if (classOf(given) === 'WebAssembly.Module') return given as WebAssembly.Module
  const found =
    classOf(given) === 'ArrayBuffer' ? new Uint8Array(given as ArrayBuffer) : arrayIn(given, `init: ${option}`)
  if (brandOf(found) === 'Uint8Array') return bytesIn(found as Uint8Array).slice()
  try {
    if (typeof given === 'string' || classOf(given) === 'URL') return new URL(`${given}`, globalThis.location?.href)
  } catch {}
  return refuse(option, given, ACCEPTED)
}

/** Builds of one module, each from something that can be read. */
function buildsOf(option: string, { plain, relaxed }: WasmSource): WasmSource {
  return {
    ...(plain !== undefined && { plain: sourceOf(`${option}.plain`, plain) }),
    ...(relaxed !== undefined && { relaxed: sourceOf(`${option}.relaxed`, relaxed) }),
  }
}

function checkBuilds(option: string, given: unknown, names: readonly string[]): void {
  if (classOf(given) !== 'Object') refuse(option, given, `{ plain, relaxed }, or one of them, each ${ACCEPTED}`)
  checkOptions(`init: ${option}`, names, given as object)
}

/** Kernels by module and build. @throws WoodburyError BAD_OPTION */
export function wasmSources(given: KernelSources): { readonly core: WasmSource; readonly family: WasmSource } {
  checkBuilds('wasm', given, ['plain', 'relaxed', 'family'])
  const { family = {} } = given
  checkBuilds('wasm.family', family, ['plain', 'relaxed'])
  return { core: buildsOf('wasm', given), family: buildsOf('wasm.family', family) }
}

/** @throws WoodburyError BAD_OPTION */
export function workerAddress(given: unknown): string | URL {
  if (typeof given === 'string' && given !== '') return given
  return classOf(given) === 'URL' ? (given as URL) : refuse('workerUrl', given, 'the address of a copy of worker.js')
}

/** Whole addresses of modules, as texts. @throws WoodburyError BAD_OPTION */
export function moduleAddresses(given: unknown): readonly string[] {
  const expected = "a list of whole addresses, as in [new URL('parts.js', import.meta.url)]"
  if (!Array.isArray(given)) return refuse('parts', given, expected)
  return given.map(address => {
    try {
      if (typeof address === 'string' || classOf(address) === 'URL')
        return new URL(`${address}`, globalThis.location?.href).href
    } catch {}
    return refuse('parts', address, expected)
  })
}
