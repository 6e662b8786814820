import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { rivalPath } from '../rivals/resolve.js'

/** Where jax-js is in the folder. */
export const JAX = 'jax/index.js'

const compiled = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** Our part as pages load it, `entry.js` and `web-helper.js`, with jax-js beside it; false where that is not installed. */
export async function bundleInto(folder: string): Promise<boolean> {
  const jax = rivalPath('@jax-js/jax/dist')
  if (!jax) return false
  await build({
    entryPoints: { entry: compiled('entry.js'), 'web-helper': compiled('../web-helper.js') },
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['browser'],
    external: ['node:*'],
    logLevel: 'warning',
  })
  cpSync(fileURLToPath(jax), `${folder}/jax`, { recursive: true })
  return true
}
