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
      './family-plain.wasm',
      './family-relaxed.wasm',
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
    const { outputFiles } = await bundled(
      "import 'woodbury'; import 'woodbury/predict'; import 'woodbury/curve'; import 'woodbury/operators'",
      {
        legalComments: 'none',
      },
    )
    const left = outputFiles.find(({ path }) => path.endsWith('stdin.js')).text.trim()
    if (left !== '') throw new Error(`a bare import leaves ${left.slice(0, 200)}`)
    for (const conditions of [['browser'], ['workerd'], ['edge-light'], []]) {
      const { metafile } = await bundled(
        "export * from 'woodbury'; export * as p from 'woodbury/predict'; export * as c from 'woodbury/curve'; export * as o from 'woodbury/operators'",
        {
          conditions,
          platform: 'neutral',
          mainFields: ['browser', 'module', 'main'],
          external: ['*.wasm', '*.wasm?module'],
        },
      )
      const reached = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path))
      const builtin = reached.find(path => path.startsWith('node:'))
      if (builtin) throw new Error(`the condition ${conditions} reaches ${builtin}`)
    }
  },
}

/** kB, compressed, of the entry with what it imports at once, and of the chunks of these names with what they import. */
function shipped({ outputFiles, metafile }, ...chunks) {
  const sizeOf = path => gzipSync(outputFiles.find(file => file.path.endsWith(path)).contents, { level: 9 }).length
  const paths = Object.keys(metafile.outputs)
  const named = name => {
    const path = paths.find(path => path.includes(`/${name}-`))
    if (!path) throw new Error(`there is no chunk ${name} among ${paths.join(', ')}`)
    return path
  }
  const wanted = new Set([paths.find(path => path.endsWith('stdin.js')), ...chunks.map(named)])
  for (const path of wanted)
    for (const { path: imported, kind } of metafile.outputs[path].imports)
      if (kind === 'import-statement') wanted.add(imported)
  return [...wanted].reduce((sum, path) => sum + sizeOf(path), 0) / 1000
}

const inWorkers = ['run-in-workers', 'worker-web', 'single-relaxed']

const sizes = {
  name: 'package, sizes',
  async run() {
    const train = await bundled("export { dense, fit, sequential, smwGN, smwNG } from 'woodbury'")
    const both = await bundled("export { dense, fit, predict, sequential, smwGN, smwNG } from 'woodbury'")
    const alone = await bundled("export { load, predict } from 'woodbury/predict'")
    const curve = await bundled("export { fitCurve } from 'woodbury/curve'")
    const curves = await bundled("export * from 'woodbury/curve'")
    const operators = await bundled("export * from 'woodbury/operators'")
    const one = await bundled("export { dense, fit, mkor, sequential } from 'woodbury'")
    const every = await bundled("export { dense, fit, optimizers, sequential } from 'woodbury'")
    const rows = [
      ['fitCurve', shipped(curve), 51],
      ['all of curve', shipped(curves), 57],
      ['entry of fit', shipped(train), 64],
      ['the same with a method of the family', shipped(one), 66],
      ['the same with all of them', shipped(every), 90],
      ['all of operators', shipped(operators), 45],
      ['fit in a worker or a pool', shipped(train, ...inWorkers), 120],
      ['fit in the page', shipped(train, 'trainer', 'single-relaxed'), 108],
      ['fit in a worker, and predict', shipped(both, ...inWorkers), 121],
      ['predict alone', shipped(alone, 'predict-relaxed'), 25],
    ]
    const note = `min+gzip: ${rows.map(([name, kB]) => `${name} ${kB.toFixed(1)} kB`).join(', ')}, kernels included where anything runs`
    const over = rows.filter(([, kB, allowed]) => kB > allowed)
    if (over.length > 0) throw new Error(`${note}; over: ${over.map(([name, , kB]) => `${name}, ${kB}`).join('; ')}`)
    return { note }
  },
}

export const packageFiles = [linted, typed, pure, sizes]
