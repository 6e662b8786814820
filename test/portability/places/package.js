import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { command } from '../lib/command.js'
import { root } from '../lib/reference.js'

const folder = `${root}node_modules/woodbury`
const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))

const linted = {
  name: 'package, publint',
  async run() {
    const { messages } = await publint({ pkgDir: folder, strict: true })
    if (messages.length > 0) throw new Error(messages.map(message => formatMessage(message, manifest)).join('; '))
  },
}

const typed = {
  name: 'package, types in every resolution',
  async run() {
    const tarball = execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', root, folder], { cwd: root })
    // worker.js and the wasm files are no modules to be typed; standalone is for pages, which require nothing.
    const rest = [
      '--profile',
      'node16',
      '--ignore-rules',
      'cjs-resolves-to-esm',
      '--exclude-entrypoints',
      './worker.js',
      './plain.wasm',
      './relaxed.wasm',
    ]
    await command(`${root}node_modules/.bin/attw`, [`${root}${tarball.toString().trim().split('\n').at(-1)}`, ...rest])
  },
}

/** Bundles a line of code for pages; the modules of a condition that reach a Node built-in fail the build. */
async function bundled(code, options = {}) {
  return build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    format: 'esm',
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    outdir: 'out',
    logLevel: 'silent',
    ...options,
  })
}

const pure = {
  name: 'package, imports without effect',
  async run() {
    const { outputFiles } = await bundled("import 'woodbury'; import 'woodbury/predict'", { legalComments: 'none' })
    const left = outputFiles.find(({ path }) => path.endsWith('stdin.js')).text.trim()
    if (left !== '') throw new Error(`a bare import leaves ${left.slice(0, 200)}`)
    for (const conditions of [['browser'], ['workerd'], ['edge-light'], []]) {
      const { metafile } = await bundled("export * from 'woodbury'; export * as p from 'woodbury/predict'", {
        conditions,
        platform: 'neutral',
        mainFields: ['browser', 'module', 'main'],
        external: ['*.wasm', '*.wasm?module'],
      })
      const reached = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path))
      const builtin = reached.find(path => path.startsWith('node:'))
      if (builtin) throw new Error(`the condition ${conditions} reaches ${builtin}`)
    }
  },
}

/** Bytes, compressed, of the entry, what it imports at once, and one build of the kernels. */
function shipped({ outputFiles, metafile }, kernels) {
  const sizeOf = path => gzipSync(outputFiles.find(file => file.path.endsWith(path)).contents, { level: 9 }).length
  const outputs = Object.entries(metafile.outputs)
  const entry = outputs.find(([path]) => path.endsWith('stdin.js'))[0]
  const wanted = new Set([entry, outputs.find(([path]) => path.includes(`/${kernels}-`))[0]])
  for (const path of wanted)
    for (const { path: imported, kind } of metafile.outputs[path].imports)
      if (kind === 'import-statement') wanted.add(imported)
  return [...wanted].reduce((sum, path) => sum + sizeOf(path), 0) / 1000
}

const sizes = {
  name: 'package, sizes',
  async run() {
    const train = "export { dense, fit, predict, sequential, smwGN, smwNG } from 'woodbury'"
    const core = shipped(await bundled(train), 'relaxed')
    const alone = shipped(await bundled("export { load, predict } from 'woodbury/predict'"), 'predict-relaxed')
    const note = `min+gzip: train and predict ${core.toFixed(1)} kB, predict alone ${alone.toFixed(1)} kB, kernels included`
    if (core > 60 || alone > 25) throw new Error(`${note}; 60 and 25 are allowed`)
    return { note }
  },
}

export const packageFiles = [linted, typed, pure, sizes]
