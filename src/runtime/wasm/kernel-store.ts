import { read } from '#platform'
import type { Bytes } from '../../arrays.js'
import { brandOf, classOf, messageOf } from '../../brand.js'
import { isDenied } from '../../denied.js'
import { WoodburyError } from '../../errors.js'
import type { PackagedKernels } from '../packaged/packaged.js'
import { bestSimdBuild, requireSimd, type SimdBuild } from './simd.js'

/** Where a build comes from: an address, its bytes, or a compiled module. */
export type WasmSource = Partial<Record<SimdBuild, string | URL | Bytes | WebAssembly.Module>>

/** The kernels of both modules, as `init` takes them. */
export interface KernelSources extends WasmSource {
  /** The second module, which only runs of methods beyond the paper's load. */
  readonly family?: WasmSource
}

/** The modules of a set of kernels: compiled once, and then kept; a module may be posted to workers. */
export class KernelStore {
  readonly #packaged: PackagedKernels
  readonly #option: string
  /** By build, or by what loads the part of it that float32 needs. */
  readonly #modules = new Map<unknown, Promise<WebAssembly.Module>>()
  #given: WasmSource = {}

  /** `option`: what of `init({ wasm })` replaces these kernels. */
  constructor(packaged: PackagedKernels, option = 'plain, relaxed') {
    this.#packaged = packaged
    this.#option = option
  }

  /** Replaces the kernels of the package, and forgets what was compiled. */
  replace(given: WasmSource): void {
    this.#given = given
    this.#modules.clear()
  }

  /**
   * The build that runs here: the best the engine has, if it came with the package or `init`, else the other one.
   * @throws WoodburyError NO_SIMD
   */
  best(): SimdBuild {
    requireSimd()
    const best = bestSimdBuild()
    return best in this.#given || best in this.#packaged || !('plain' in this.#packaged) ? best : 'plain'
  }

  /** All kernels of a build, or at least its part for float32. @throws WoodburyError BAD_FILE, NOT_SUPPORTED */
  module(build: SimdBuild, part: 'all' | 'single' = 'all'): Promise<WebAssembly.Module> {
    const single = part === 'single' && this.#given[build] === undefined && this.#packaged.single?.[build]
    const key = single || build
    let module = this.#modules.get(key)
    if (!module) {
      module = this.#compile(build, single || this.#packaged[build])
      this.#modules.set(key, module)
      module.catch(() => this.#modules.delete(key))
    }
    return module
  }

  async #compile(build: SimdBuild, packaged?: () => Promise<WebAssembly.Module>): Promise<WebAssembly.Module> {
    const given = this.#given[build]
    if (classOf(given) === 'WebAssembly.Module') return given as WebAssembly.Module
    const bytes = brandOf(given) && (given as Bytes)
    const from = given === undefined ? 'the package' : bytes ? 'the bytes given' : `${given}`
    try {
      if (given === undefined && !packaged) throw new Error(`the ${build} build is not among them in this place`)
      if (given === undefined && packaged) return await packaged()
      return await WebAssembly.compile(bytes || (await read(new URL(from))))
    } catch (cause) {
      if (cause instanceof WoodburyError) throw cause
      const said = messageOf(cause)
      throw new WoodburyError(
        'BAD_FILE',
        `woodbury: the kernels of ${from} could not be loaded: ${said}. ${remedy(said, this.#option)}`,
        { from, build },
        { cause },
      )
    }
  }
}

/** What to do, by what the engine says of a policy that forbids compiling, or of Node's that forbids reading. */
const remedy = (said: string, option: string): string =>
  /Content Security Policy|unsafe-eval|blocked by CSP/i.test(said)
    ? "Add 'wasm-unsafe-eval' to the script-src of the page's Content-Security-Policy."
    : isDenied(said)
      ? 'Start Node with --allow-fs-read and its folder.'
      : `Pass their place, bytes or compiled modules to init({ wasm: { ${option} } }).`
