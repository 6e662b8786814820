import { WoodburyError } from '../../errors.js'

/**
 * (module (func (result v128) (i32.const 0) (i8x16.splat))): is 128-bit SIMD there?
 * The same with f32x4.relaxed_madd for relaxed SIMD.
 */
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11]
const RELAXED = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65,
  0, 253, 15, 253, 133, 2, 11,
]

export type SimdBuild = 'plain' | 'relaxed'

const hasWebAssembly = () => typeof WebAssembly === 'object'

/** What the engine has said: to ask it again is an eighth of the time of a small prediction. */
const known = new Map<readonly number[], boolean>()

function valid(bytes: readonly number[]): boolean {
  if (!hasWebAssembly()) return false
  const said = known.get(bytes) ?? WebAssembly.validate(new Uint8Array(bytes))
  known.set(bytes, said)
  return said
}

/** Whether this engine runs 128-bit SIMD at all. */
export const hasSimd = (): boolean => valid(SIMD)

/** Whether it has relaxed SIMD, with the fused multiply-add. */
export const hasRelaxedSimd = (): boolean => valid(RELAXED)

/** @throws WoodburyError NO_SIMD */
export function requireSimd(): void {
  if (hasSimd()) return
  const sentence = hasWebAssembly()
    ? 'this engine has no WebAssembly SIMD. Use Node 16.4, Chrome 91, Firefox 89, Safari 16.4 or newer'
    : 'there is no WebAssembly here. Start Node without --jitless; on an iPhone, take the page out of Lockdown Mode'
  throw new WoodburyError('NO_SIMD', `woodbury: ${sentence}.`)
}

let chosen: SimdBuild | undefined

/** The build of all runs from now on, or again the best. */
export function setSimdBuild(build: SimdBuild | undefined): void {
  chosen = build
}

/** The build this engine runs: relaxed where it can, unless `init` said otherwise. */
export const bestSimdBuild = (): SimdBuild => chosen ?? (hasRelaxedSimd() ? 'relaxed' : 'plain')
