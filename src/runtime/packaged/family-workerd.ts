import relaxed from '../../../assembly/family-relaxed.wasm'
import type { PackagedKernels } from './packaged.js'

/** workerd gives modules that are compiled already, and has had relaxed SIMD for as long as anyone deploys to it. */
export const packaged: PackagedKernels = { relaxed: async () => relaxed }
