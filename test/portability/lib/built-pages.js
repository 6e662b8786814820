import { build } from 'vite'
import { root } from './reference.js'

const buildInto = (outDir, folder) =>
  build({
    root: `${root}apps/${folder}`,
    configFile: false,
    base: './',
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
  })

/** The folder of the playground, with the page for curves in its fit/. */
export async function builtPages() {
  const folder = `${root}out/playground`
  await buildInto(folder, 'playground')
  await buildInto(`${folder}/fit`, 'examples/fit')
  return folder
}
