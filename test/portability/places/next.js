import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { browsers, visit } from '../lib/browsers.js'
import { check, expectFields } from '../lib/check.js'
import { command, start } from '../lib/command.js'
import { reference, root } from '../lib/reference.js'
import { Reports } from '../lib/serve.js'

const app = `${root}apps/next`
const next = `${root}node_modules/next/dist/bin/next`
const engine = () => JSON.parse(readFileSync(`${root}node_modules/next/package.json`, 'utf8')).version

/** Where the page's report ends up: Next's own server passes it on. */
async function reportServer() {
  const reports = new Reports()
  const server = createServer((request, response) => reports.middleware(request, response, () => response.end()))
  await new Promise(resolve => server.listen(0, resolve))
  return { url: `http://localhost:${server.address().port}`, report: reports.first, close: () => server.close() }
}

/** Starts the app, asks it, and ends it. */
async function served(verb, ask) {
  const reports = await reportServer()
  // Vite has said "development" to this process.
  const env = { ...process.env, NODE_ENV: undefined, NEXT_TELEMETRY_DISABLED: '1', REPORT_URL: reports.url }
  if (verb === 'start') await command(process.execPath, [next, 'build'], { cwd: app, env })
  const server = start(process.execPath, [next, verb, '-p', '0'], { cwd: app, env })
  try {
    const [, url] = await server.says(/(http:\/\/localhost:\d+)/)
    await server.says(/Ready/)
    return await ask(url, reports)
  } finally {
    server.end()
    reports.close()
  }
}

async function page(url, { report }) {
  const html = await (await fetch(url)).text()
  if (!/woodbury (<!-- -->)?\d/.test(html)) throw new Error('the page was not rendered on the server')
  const told = await visit(browsers.Chromium, { url, report }, '/')
  check(told, await reference())
  expectFields(told, { isolated: true, place: 'pool', threads: 2 })
  return told
}

async function route(url, path, expected) {
  const response = await fetch(`${url}${path}`)
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${(await response.text()).slice(0, 500)}`)
  const told = await response.json()
  check(told, await reference())
  expectFields(told, expected)
}

const built = {
  name: 'Next.js, built: page, server and edge routes',
  run: () =>
    served('start', async (url, reports) => {
      const told = await page(url, reports)
      await route(url, '/server', { place: 'pool', threads: 2 })
      await route(url, '/edge', { place: 'inline', threads: 1, simd: 'plain' })
      return { ...told, engine: engine() }
    }),
}

const dev = {
  name: 'Next.js, dev with Turbopack',
  run: () => served('dev', async (url, reports) => ({ ...(await page(url, reports)), engine: engine() })),
}

export const nextApp = [built, dev]
