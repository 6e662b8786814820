import { workers } from '#workers'
import { poolRefusal, withRemedy } from '../place/settle-place.js'
import { autoThreads } from '../runtime/auto-threads.js'
import { hasSimd, type SimdBuild } from '../runtime/wasm/simd.js'
import { trainingKernels } from '../runtime/wasm/training-kernels.js'
import type { Place } from '../train/records.js'
import { version } from '../version.js'

export interface Info {
  readonly version: string
  /** The build of the kernels; `none`: nothing runs here. */
  readonly simd: SimdBuild | 'none'
  /** Threads of a large run with `threads: 'auto'`, and where they are. */
  readonly threads: number
  readonly place: Place
  /** Why there are fewer threads than the hardware has. */
  readonly reason?: string
}

/** What a large run gets here, as far as is known before workers were tried. */
export function info(): Info {
  const simd = hasSimd() ? trainingKernels.best() : 'none'
  const { place, reason } = simd === 'none' ? NOWHERE : placeHere()
  return {
    version,
    simd,
    threads: place === 'pool' ? autoThreads() : 1,
    place,
    ...(reason !== undefined && { reason }),
  }
}

const NOWHERE = {
  place: 'inline',
  reason: 'this engine has no WebAssembly SIMD: nothing trains or predicts here',
} as const

function placeHere(): { readonly place: Place; readonly reason?: string } {
  if (!workers.exist()) return { place: 'inline', reason: 'this place has no workers' }
  const refusal = poolRefusal()
  if (refusal !== undefined) return { place: 'inline', reason: withRemedy(refusal) }
  const reason = workers.memoryStaysHere()
  if (reason !== undefined) return { place: 'worker', reason }
  if (autoThreads() > 1) return { place: 'pool' }
  return { place: workers.isPage() ? 'worker' : 'inline' }
}
