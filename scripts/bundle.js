// After asc and tsc: kernels and workers as text modules, which survive every bundler, and bundles for Node and for
// pages without a bundler.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { build } from 'esbuild'

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const common = { bundle: true, target: 'es2022', logLevel: 'warning', legalComments: 'linked' }

const writeText = (name, text) => writeFileSync(`${dist}/inline/${name}.js`, `export default ${JSON.stringify(text)}\n`)

async function workerText(options) {
  const { outputFiles } = await build({ ...common, minify: true, legalComments: 'none', write: false, ...options })
  return outputFiles[0].text
}

for (const made of ['inline', 'lib']) {
  rmSync(`${dist}/${made}`, { recursive: true, force: true })
  mkdirSync(`${dist}/${made}`)
}

for (const kernels of ['plain', 'relaxed', 'predict-plain', 'predict-relaxed'])
  writeText(kernels, deflateRawSync(readFileSync(`${dist}/assembly/${kernels}.wasm`), { level: 9 }).toString('base64'))

const web = await workerText({ entryPoints: [`${dist}/workers/web.js`], format: 'iife', conditions: ['browser'] })
writeText('worker-web', web)
writeFileSync(`${dist}/lib/worker.js`, web)
writeText(
  'worker-node',
  await workerText({ entryPoints: [`${dist}/workers/node.js`], format: 'cjs', platform: 'node' }),
)

const entries = { index: `${dist}/src/index.js`, predict: `${dist}/src/predict.js` }

// A file each and what they share, such as the class of errors: importing 110 modules costs a process 60 ms.
await build({
  ...common,
  entryPoints: entries,
  outdir: `${dist}/lib/node/esm`,
  format: 'esm',
  platform: 'node',
  splitting: true,
  sourcemap: true,
})

await build({
  ...common,
  entryPoints: { woodbury: entries.index, predict: entries.predict },
  outdir: `${dist}/lib/web`,
  format: 'esm',
  conditions: ['browser'],
  splitting: true,
  minify: true,
})
