// After asc and tsc: kernels and workers as text modules, which survive every bundler, and bundles for Node and for
// pages without a bundler.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
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

/** Without chunks, which esbuild has for modules alone, the class that both entries throw is a file of its own. */
const oneErrorClass = {
  name: 'one error class',
  setup({ onResolve }) {
    onResolve({ filter: /\/errors\.js$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './errors.cjs', external: true },
    )
  },
}

/** The declarations of an entry, and of all that it names, once more as those of CommonJS. */
function declareForRequire(name) {
  const to = `${dist}/lib/node/cjs/types/${name}.d.cts`
  if (existsSync(to)) return
  const text = readFileSync(`${dist}/src/${name}.d.ts`, 'utf8')
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(to, text.replace(/(["']\.\.?\/[^"']*)\.js(["'])/g, '$1.cjs$2'))
  for (const [, named] of text.matchAll(/["'](\.\.?\/[^"']*)\.js["']/g)) declareForRequire(join(dirname(name), named))
}

for (const made of ['inline', 'lib']) {
  rmSync(`${dist}/${made}`, { recursive: true, force: true })
  mkdirSync(`${dist}/${made}`)
}

for (const kernels of ['', 'single-', 'predict-', 'family-'])
  for (const build of ['plain', 'relaxed']) {
    const wasm = readFileSync(`${dist}/assembly/${kernels}${build}.wasm`)
    writeText(kernels + build, deflateRawSync(wasm, { level: 9 }).toString('base64'))
  }

const webText = entry =>
  workerText({ entryPoints: [`${dist}/workers/${entry}.js`], format: 'iife', conditions: ['browser'] })
writeText('worker-web', await webText('web'))
writeText('family-worker-web', await webText('family-web'))
writeText('curve-worker-web', await webText('curve-web'))
writeText('operators-worker-web', await webText('operators-web'))
writeFileSync(`${dist}/lib/worker.js`, await webText('all-web'))
writeText(
  'worker-node',
  await workerText({ entryPoints: [`${dist}/workers/node.js`], format: 'cjs', platform: 'node' }),
)

/** What a page has loaded before it trains: state, captured clocks and classes of which there must be one. */
const loadedBefore = {
  name: 'loaded before',
  setup({ onResolve }) {
    onResolve({ filter: /^#/ }, ({ path }) => ({ path, external: true }))
    onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
      const below = relative(`${dist}/src`, resolve(resolveDir, path))
      const before = /^([^/]*|random\/.*|runtime\/(timers\.js|(wasm|platform)\/.*))$/.test(below)
      return kind !== 'entry-point' && before ? { path: `../src/${below}`, external: true } : undefined
    })
  },
}

// In one piece: a bundler that shared modules between it and the entry would take whole ones into the entry, of which a
// page whose worker trains needs the least part.
await build({
  ...common,
  entryPoints: {
    trainer: `${dist}/src/place/trainers/paper.js`,
    'family-trainer': `${dist}/src/place/trainers/family.js`,
  },
  outdir: `${dist}/inline`,
  format: 'esm',
  plugins: [loadedBefore],
})

const entries = {
  index: `${dist}/src/index.js`,
  predict: `${dist}/src/predict.js`,
  operators: `${dist}/src/operators/index.js`,
  curve: `${dist}/src/curve/index.js`,
  plot: `${dist}/src/curve/plot/index.js`,
}

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

// For those who know no modules, Jest among them.
await build({
  ...common,
  entryPoints: { ...entries, errors: `${dist}/src/errors.js` },
  outdir: `${dist}/lib/node/cjs`,
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  platform: 'node',
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href" },
  define: { 'import.meta.url': 'moduleUrl' },
  supported: { 'dynamic-import': false },
  plugins: [oneErrorClass],
  sourcemap: true,
})
declareForRequire('index')
declareForRequire('predict')
declareForRequire('operators/index')
declareForRequire('curve/index')
declareForRequire('curve/plot/index')

await build({
  ...common,
  entryPoints: { woodbury: entries.index, predict: entries.predict, curve: entries.curve },
  outdir: `${dist}/lib/web`,
  format: 'esm',
  conditions: ['browser'],
  splitting: true,
  minify: true,
})
