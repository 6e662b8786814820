import { fileURLToPath } from 'node:url'
import playground from './vite.config.js'

const here = fileURLToPath(new URL('.', import.meta.url))

/** Builds the page for curves into the playground's fit/. */
export default {
  ...playground,
  root: `${here}../examples/fit`,
  build: { ...playground.build, outDir: `${here}dist/fit`, emptyOutDir: true },
}
