import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { instantiateSync } from '@assemblyscript/loader'
import { scratchBytes } from '../../src/runtime/memory/scratch.js'
import { type TileRows, tileRows } from '../../src/runtime/wasm/tile.js'

export type Build = 'plain' | 'relaxed'
export type DType = 'F32' | 'F64'
export type Floats = Float32Array | Float64Array
type Kernel = (...args: number[]) => number

/** Numbers in wasm memory: `at` is what a kernel takes, `values` what a test reads. */
export interface Slab {
  readonly at: number
  readonly values: Floats
}

/** rows × cols numbers with a leading dimension, so that cols … ld is padding no kernel may touch. */
export interface Matrix extends Slab {
  readonly rows: number
  readonly cols: number
  readonly ld: number
}

const PAGE = 65536
const PAGES = 1024
const PADDING = -777.25

/** One wasm build and one type: the kernels under their plain names and a bump allocator for their operands. */
export class Kit {
  readonly name: string
  readonly lanes: number
  /** Unit roundoff: half the distance from 1 to the next number. */
  readonly u: number
  readonly bytes: number
  private readonly memory: WebAssembly.Memory
  private readonly exports: Record<string, unknown>
  private readonly start: number
  private next: number
  private guards: Float64Array[] = []

  constructor(
    readonly build: Build,
    readonly dtype: DType,
    readonly tile: TileRows,
    module: WebAssembly.Module,
  ) {
    this.name = `${build} ${dtype}, ${tile} rows`
    this.bytes = dtype === 'F32' ? 4 : 8
    this.lanes = 16 / this.bytes
    this.u = dtype === 'F32' ? 2 ** -24 : 2 ** -53
    this.memory = new WebAssembly.Memory({ initial: PAGES, maximum: 65536, shared: true })
    // Not by what runs in the package: the compiler's own loader has its say on every export first.
    const imports = { env: { memory: this.memory }, tile: { rows: tile } }
    this.exports = instantiateSync(module, imports).instance.exports
    this.start = align((this.exports.__heap_base as WebAssembly.Global).value as number)
    this.next = this.start
  }

  /** Forgets every operand; the next ones find stale numbers where they are not filled. Throws if scratch overflowed. */
  reset(): void {
    for (const guard of this.guards)
      if (guard.some(v => v !== PADDING)) throw new Error(`${this.name}: a kernel wrote beyond its scratch`)
    this.guards = []
    this.next = this.start
  }

  /** Calls the export `name` of this kit's type. */
  run(name: string, ...args: number[]): number {
    return (this.exports[`${name}${this.dtype}`] as Kernel)(...args)
  }

  /** Calls an export that exists once. */
  call(name: string, ...args: number[]): number {
    return (this.exports[name] as Kernel)(...args)
  }

  /** Room for `length` numbers of this kit's type, `skew` elements off 16-byte alignment. */
  slab(length: number, skew = 1): Slab {
    const at = this.take((length + skew) * this.bytes) + skew * this.bytes
    const values =
      this.dtype === 'F32'
        ? new Float32Array(this.memory.buffer, at, length)
        : new Float64Array(this.memory.buffer, at, length)
    return { at, values }
  }

  /** The spacing of this type's numbers at a normal value: the unit in which exp and its like are judged. */
  ulp(value: number): number {
    const least = this.dtype === 'F32' ? 2 ** -126 : 2 ** -1022
    return 2 ** Math.floor(Math.log2(Math.max(Math.abs(value), least))) * 2 * this.u
  }

  /** The value as this type holds it. */
  round(value: number): number {
    return this.dtype === 'F32' ? Math.fround(value) : value
  }

  doubles(values: ArrayLike<number>): Slab {
    const at = this.take(values.length * 8)
    const view = new Float64Array(this.memory.buffer, at, values.length)
    view.set(values)
    return { at, values: view }
  }

  /** The address of unsigned 32-bit words. */
  words(values: readonly number[]): number {
    const at = this.take(values.length * 4)
    new Uint32Array(this.memory.buffer, at, values.length).set(values)
    return at
  }

  /** The words at an address. */
  wordsAt(at: number, count: number): number[] {
    return Array.from(new Uint32Array(this.memory.buffer, at, count))
  }

  vector(values: ArrayLike<number>): Slab {
    const slab = this.slab(values.length)
    slab.values.set(values)
    return slab
  }

  /** A matrix from a function of row and column; a sentinel lies beyond `cols` and where the function has nothing. */
  matrix(rows: number, cols: number, ld: number, entry: (row: number, col: number) => number | undefined): Matrix {
    const slab = this.slab(rows * ld)
    slab.values.fill(PADDING)
    for (let r = 0; r < rows; r++) for (let c = 0; c < cols; c++) slab.values[r * ld + c] = entry(r, c) ?? PADDING
    return { ...slab, rows, cols, ld }
  }

  /** A float64 matrix of nothing but sentinels. */
  doubleMatrix(rows: number, cols: number, ld: number): Matrix {
    const slab = this.doubles(new Array<number>(rows * ld).fill(PADDING))
    return { ...slab, rows, cols, ld }
  }

  /**
   * The area kernels may scribble on, as the runtime reserves it for products of at most n columns, filled with NaN; the
   * next `reset` checks what lies behind it.
   */
  scratch(n: number): number {
    const bytes = scratchBytes(this.dtype === 'F32' ? 'float32' : 'float64', n)
    const at = this.take(bytes)
    new Float64Array(this.memory.buffer, at, bytes >> 3).fill(NaN)
    const guard = new Float64Array(this.memory.buffer, this.take(1024), 128)
    guard.fill(PADDING)
    this.guards.push(guard)
    return at
  }

  private take(bytes: number): number {
    const at = this.next
    this.next = align(at + bytes)
    if (this.next > PAGES * PAGE) throw new RangeError('kit: out of room')
    return at
  }
}

/** The rows × cols numbers of a matrix without its padding. */
export function entries(m: Matrix): number[] {
  const out: number[] = []
  for (let r = 0; r < m.rows; r++) for (let c = 0; c < m.cols; c++) out.push(m.values[r * m.ld + c] as number)
  return out
}

/** The entries on and below the diagonal, row by row. */
export function below(m: Matrix): number[] {
  const out: number[] = []
  for (let r = 0; r < m.rows; r++) for (let c = 0; c <= r; c++) out.push(m.values[r * m.ld + c] as number)
  return out
}

export function assertPaddingUntouched(m: Matrix, what: string): void {
  assertUntouched(m, what, () => false)
}

/** Asserts that padding still holds the sentinel, and so do the entries `beyond` says a kernel may not write. */
export function assertUntouched(m: Matrix, what: string, beyond: (row: number, col: number) => boolean): void {
  for (let r = 0; r < m.rows; r++)
    for (let c = 0; c < m.ld; c++) {
      const value = m.values[r * m.ld + c]
      if ((c >= m.cols || beyond(r, c)) && value !== PADDING)
        throw new Error(`${what}: (${r}, ${c}) must not be written, is ${value}`)
    }
}

/** Seeded numbers in [−1, 1), exact in float32, so that both types see the same operands. */
export function draws(seed: number): () => number {
  let state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x6d2b79f5) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return ((x ^ (x >>> 14)) >> 8) / 2 ** 23
  }
}

/** Lengths at every edge of a vector, and of four at a time. */
export function lengths({ lanes }: Kit): number[] {
  return [0, 1, lanes - 1, lanes, lanes + 1, 2 * lanes + 1, 4 * lanes - 1, 4 * lanes, 4 * lanes + 1, 67]
}

/** Every build this engine takes, in both types, with every tile: for what goes through the micro-kernel. */
export const tiledKits: readonly Kit[] = loadKits('')
/** The same with the tile this engine prefers: for everything else. */
export const kits: readonly Kit[] = tiledKits.filter(({ build, tile }) => tile === tileRows(build))
/** The second module's builds, which are in float64 alone. */
export const familyKits: readonly Kit[] = loadKits('family-').filter(
  ({ build, dtype, tile }) => dtype === 'F64' && tile === tileRows(build),
)
/** Builds this engine refuses; tests say so instead of passing silently. */
export const refused: readonly Build[] = (['plain', 'relaxed'] as const).filter(
  build => !kits.some(kit => kit.build === build),
)

function loadKits(module: string): Kit[] {
  // Node 20 knows relaxed SIMD but keeps it behind a flag; newer engines ignore or reject the flag.
  try {
    setFlagsFromString('--experimental-wasm-relaxed-simd')
  } catch {}
  const out: Kit[] = []
  for (const build of ['plain', 'relaxed'] as const) {
    const bytes = readFileSync(new URL(`../../assembly/${module}${build}.wasm`, import.meta.url))
    if (!WebAssembly.validate(bytes)) continue
    const compiled = new WebAssembly.Module(bytes)
    for (const dtype of ['F32', 'F64'] as const)
      for (const tile of [4, 5, 6] as const) out.push(new Kit(build, dtype, tile, compiled))
  }
  return out
}

function align(at: number): number {
  return (at + 15) & ~15
}
