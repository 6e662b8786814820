import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import commonjs from '@rollup/plugin-commonjs'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { build as esbuild } from 'esbuild'
import { rollup } from 'rollup'
import { createServer, build as viteBuild } from 'vite'
import webpack from 'webpack'
import { browsers, visit } from '../lib/browsers.js'
import { check, expectFields } from '../lib/check.js'
import { reference, root } from '../lib/reference.js'
import { ISOLATED, Reports, serve } from '../lib/serve.js'

const app = `${root}apps/bundled`
const entry = `${app}/main.js`
const versionOf = name => JSON.parse(readFileSync(`${root}node_modules/${name}/package.json`, 'utf8')).version

async function held(server) {
  const report = await visit(browsers.Chromium, server, '/')
  check(report, await reference())
  expectFields(report, { isolated: true, place: 'pool', threads: 2 })
  return report
}

/** A page bundled by `make(folder)` without any configuration, in isolated Chromium. */
const bundler = (name, tool, make) => ({
  name,
  async run() {
    const folder = `${root}out/${name.replace(/\W+/g, '-')}`
    mkdirSync(folder, { recursive: true })
    copyFileSync(`${app}/index.html`, `${folder}/index.html`)
    await make(folder)
    const server = await serve(folder, ISOLATED)
    try {
      return { ...(await held(server)), engine: versionOf(tool) }
    } finally {
      server.close()
    }
  },
})

const viteDev = {
  name: 'vite dev',
  async run() {
    const reports = new Reports()
    const plugin = { name: 'report', configureServer: ({ middlewares }) => void middlewares.use(reports.middleware) }
    // Only where the test's own files lie is said here; the package needs nothing.
    const server = await createServer({
      root: app,
      configFile: false,
      logLevel: 'warn',
      server: { port: 0, headers: ISOLATED, fs: { allow: [root] } },
      plugins: [plugin],
    })
    await server.listen()
    try {
      const url = `http://localhost:${server.httpServer.address().port}`
      return { ...(await held({ url, report: reports.first })), engine: versionOf('vite') }
    } finally {
      await server.close()
    }
  },
}

const packed = config =>
  new Promise((resolve, reject) =>
    webpack(config, (error, stats) => {
      if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')))
      else resolve()
    }),
  )

export const bundlers = [
  viteDev,
  bundler('vite build', 'vite', outDir =>
    viteBuild({ root: app, configFile: false, logLevel: 'warn', build: { outDir, emptyOutDir: true } }),
  ),
  bundler('webpack', 'webpack', path => packed({ mode: 'production', entry, output: { path } })),
  bundler('esbuild, split', 'esbuild', outdir =>
    esbuild({ entryPoints: [entry], bundle: true, format: 'esm', splitting: true, outdir, logLevel: 'error' }),
  ),
  bundler('esbuild, one file', 'esbuild', outdir =>
    esbuild({ entryPoints: [entry], bundle: true, outdir, logLevel: 'error' }),
  ),
  bundler('Rollup', 'rollup', async dir => {
    const bundle = await rollup({ input: entry, plugins: [nodeResolve({ browser: true }), commonjs()], onwarn() {} })
    await bundle.write({ dir })
  }),
]
