import { packaged } from '#kernels'
import { KernelStore } from './kernel-store.js'

/** All kernels: what `fit` runs on, and what `init({ wasm })` replaces. */
export const trainingKernels = new KernelStore(packaged)
