import { packaged as inlined } from './family-inlined.js'
import { fromFiles } from './file.js'
import type { PackagedKernels } from './packaged.js'

export const packaged: PackagedKernels = fromFiles('family-', inlined)
