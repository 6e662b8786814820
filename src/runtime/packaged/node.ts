import { fromFiles } from './file.js'
import { packaged as inlined } from './inlined.js'
import type { PackagedKernels } from './packaged.js'

export const packaged: PackagedKernels = fromFiles('', inlined)
