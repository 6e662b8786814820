import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { root } from './reference.js'

/** Bundles a Worker as its tools do: conditions of workerd, wasm beside it. */
export async function bundleWorker(entry, name, options = {}) {
  const outdir = `${root}out/${name}`
  const { outputFiles } = await build({
    entryPoints: { main: `${root}${entry}` },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker'],
    loader: { '.wasm': 'copy' },
    minify: true,
    outdir,
    logLevel: 'error',
    write: false,
    ...options,
  })
  const files = outputFiles.map(({ path, contents }) => ({ path: path.slice(outdir.length + 1), contents }))
  // workerd starts the first.
  files.sort((a, b) => Number(b.path === 'main.js') - Number(a.path === 'main.js'))
  const sizes = files.map(({ contents }) => gzipSync(contents, { level: 9 }).length)
  return { files, compressed: sizes.reduce((sum, size) => sum + size, 0) }
}

/** A Worker of such files in workerd, behind real HTTP. */
export async function startWorker({ files }) {
  const modules = files.map(({ path, contents }) => ({
    type: path.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule',
    path,
    contents,
  }))
  const worker = new Miniflare({ modules, compatibilityDate: '2026-04-01', cf: false, port: 0, host: '127.0.0.1' })
  const url = (await worker.ready).origin
  return { url, close: () => worker.dispose() }
}

export const workerdVersion = () => JSON.parse(readFileSync(`${root}node_modules/workerd/package.json`, 'utf8')).version
