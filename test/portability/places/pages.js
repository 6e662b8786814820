import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { browsers, visit } from '../lib/browsers.js'
import { check, expectFields } from '../lib/check.js'
import { reference, root } from '../lib/reference.js'
import { ISOLATED, serve } from '../lib/serve.js'

const CSP = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'",
}

const page = (browser, what, file, headers, expected, options = {}) => ({
  name: `${browser}, ${what}`,
  async run() {
    const server = await serve(root, headers)
    try {
      const report = await visit(browsers[browser], server, `/apps/pages/${file}.html`, options)
      check(report, await reference())
      expectFields(report, expected)
      return report
    } finally {
      server.close()
    }
  },
})

/** A page without headers of isolation, and the two scripts of docs/hosting.md that make up for them. */
const isolatedByServiceWorker = {
  name: 'Chromium, isolated by the service worker of docs/hosting.md',
  async run() {
    const folder = `${root}out/service-worker`
    mkdirSync(folder, { recursive: true })
    const text = readFileSync(`${root}hosting.md`, 'utf8')
    const [worker, register] = [...text.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code)
    const script = '<script type="module" src="main.js"></script>'
    writeFileSync(`${folder}/index.html`, `<!doctype html><meta charset="utf-8"><title>isolate</title>${script}`)
    writeFileSync(`${folder}/isolate.js`, worker)
    // The page is loaded again once it is controlled, so only that one reports.
    const run = "const { run } = await import('./app.js')\nif (crossOriginIsolated) await run()"
    writeFileSync(`${folder}/main.js`, `${register}\n${run}\n`)
    const contents =
      "import * as api from 'woodbury'; import { run as all } from './apps/browser.js'; export const run = () => all(api)"
    await build({
      stdin: { contents, resolveDir: root },
      bundle: true,
      format: 'esm',
      outfile: `${folder}/app.js`,
      logLevel: 'error',
    })
    const server = await serve(folder)
    try {
      const report = await visit(browsers.Chromium, server, '/')
      check(report, await reference())
      expectFields(report, pool)
      return report
    } finally {
      server.close()
    }
  },
}

/** 2000 fits that leave the page its frames, in two workers or where it has none. */
const curves = (browser, what, headers, workers) => ({
  name: `${browser}, curves, ${what}`,
  async run() {
    const server = await serve(root, headers)
    try {
      const report = await visit(browsers[browser], server, '/apps/pages/curves.html')
      if (report.failed) throw new Error(report.failed)
      expectFields(report, { workers, converged: 2000, isSame: true })
      if (report.frames < 3) throw new Error(`the page drew ${report.frames} frames in ${report.seconds} s`)
      const { engine, seconds, frames } = report
      return { engine, seconds, note: `2000 fits, ${Math.round(frames / seconds)} frames a second` }
    } finally {
      server.close()
    }
  },
})

const pool = { isolated: true, place: 'pool', threads: 2 }
const worker = { isolated: false, place: 'worker', threads: 1 }

export const pages = [
  isolatedByServiceWorker,
  page('Chromium', 'isolated', 'standalone', ISOLATED, pool),
  page('Chromium', 'not isolated', 'standalone', {}, worker),
  page('Chromium', 'strict CSP by init', 'csp', { ...ISOLATED, ...CSP }, pool),
  page(
    'Chromium',
    'strict CSP, workers refused',
    'csp-no-worker',
    { ...ISOLATED, ...CSP },
    { place: 'inline', threads: 1 },
  ),
  page('Firefox', 'isolated', 'standalone', ISOLATED, pool),
  page('Firefox', 'not isolated', 'standalone', {}, worker),
  page('Firefox', 'strict CSP by init', 'csp', { ...ISOLATED, ...CSP }, pool),
  curves('Chromium', 'not isolated', {}, 2),
  curves('Chromium', 'workers refused', CSP, 0),
  curves('Firefox', 'isolated', ISOLATED, 2),
  page('WebKitGTK', 'isolated, shared memory switched on', 'standalone', ISOLATED, pool, { shared: true }),
  page('WebKitGTK', 'as it comes', 'standalone', ISOLATED, { place: 'worker', threads: 1 }, { shared: false }),
]
