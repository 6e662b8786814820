import { packaged } from '#family-kernels'
import { KernelStore } from './kernel-store.js'

/** The second module's builds: kernels of methods beyond the paper's, loaded for their runs alone. */
export const familyModules = new KernelStore(packaged, 'family: { plain, relaxed }')
