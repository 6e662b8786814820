import { packaged } from '#predict-kernels'
import { KernelStore } from './kernel-store.js'

/** The kernels of a forward sweep, for those who only predict. */
export const predictKernels = new KernelStore(packaged)
