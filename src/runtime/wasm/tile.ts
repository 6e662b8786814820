import type { SimdBuild } from './simd.js'

/** Rows of the micro-kernel's tile; the kernels hold tiles of each height, and every height gives the same bits. */
export type TileRows = 4 | 5 | 6

interface Engine {
  readonly process?: { readonly versions?: { readonly v8?: string; readonly webkit?: string } }
  readonly navigator?: { readonly userAgent?: string }
  readonly Deno?: unknown
}

/** The major version of V8 that Turboshaft compiles wasm in: it keeps more accumulators in registers. */
const TURBOSHAFT = 13

/** The major version of V8, told by the process or by Chrome's; the edge runs the newest. */
function v8Version({ process, navigator }: Engine): number | undefined {
  const told = process?.versions?.v8
  if (told !== undefined) return Number.parseInt(told, 10)
  const agent = navigator?.userAgent ?? ''
  if (agent === 'Cloudflare-Workers') return TURBOSHAFT
  const chrome = /Chrome\/(\d+)/.exec(agent)
  return chrome ? Math.floor(Number(chrome[1]) / 10) : undefined
}

/**
 * The tile this engine runs fastest. float32 product of 512, GFLOP/s with 4, 5 and 6 rows on one machine (peak 58):
 *
 * | | fused multiply-add | plain |
 * |---|---|---|
 * | Node 20, 22 (V8 11, 12) | **50** 24 26 | **39** 25 28 |
 * | Node 24, 26 (V8 13, 14) | 50 50 **53** | 46 **47** 28 |
 * | Deno 2.9 (V8, no trap handler) | 36 **43** 40 | 30 **32** 28 |
 * | Bun 1.4 (JavaScriptCore) | 29 **34** 29 | **29** 28 28 |
 */
export function tileRows(build: SimdBuild, engine: Engine = globalThis as Engine): TileRows {
  const fused = build === 'relaxed'
  const { Deno, process, navigator } = engine
  if (Deno !== undefined) return 5
  const agent = navigator?.userAgent ?? ''
  const safari = process?.versions?.webkit !== undefined || (/AppleWebKit/.test(agent) && !/Chrome/.test(agent))
  if (safari) return fused ? 5 : 4
  if ((v8Version(engine) ?? 0) < TURBOSHAFT) return 4
  return fused ? 6 : 5
}
