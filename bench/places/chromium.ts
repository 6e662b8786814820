import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { rival } from '../rivals/resolve.js'
import { JAX } from './bundle.js'
import type { PlaceReport, Wanted } from './measure.js'

const CHROMIUM = '/usr/bin/chromium'

interface Puppeteer {
  launch(options: object): Promise<{
    newPage(): Promise<{ goto(url: string): Promise<unknown>; evaluate(expression: string): Promise<unknown> }>
    close(): Promise<void>
  }>
}

/** Memory is shared in a page that came with these. */
const ISOLATED = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

/** The folder's files on a free port, and an empty page. */
async function serve(folder: string) {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    const file = folder + pathname
    if (pathname === '/') response.writeHead(200, { ...ISOLATED, 'Content-Type': 'text/html' }).end('<!doctype html>')
    else if (!existsSync(file)) response.writeHead(404).end()
    else response.writeHead(200, { ...ISOLATED, 'Content-Type': 'text/javascript' }).end(readFileSync(file))
  })
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve))
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}

/** In a worker: our leader waits for its helpers, which the thread of a page may not. */
const program = (wanted: Wanted) => `new Promise((resolve, reject) => {
  if (!crossOriginIsolated) reject(new Error('the page is not isolated'))
  const worker = new Worker('/entry.js', { type: 'module' })
  worker.onmessage = ({ data }) => (data.failed ? reject(new Error(data.failed)) : resolve(data))
  worker.onerror = ({ message }) => reject(new Error(message))
  worker.postMessage(${JSON.stringify(wanted)})
})`

/** A report of an isolated page; nothing where Chromium or what drives it is not installed. */
export async function inChromium(folder: string, wanted: Omit<Wanted, 'jax'>): Promise<PlaceReport | undefined> {
  const puppeteer = await rival<{ default: Puppeteer }>('puppeteer-core')
  if (!puppeteer || !existsSync(CHROMIUM)) return undefined
  const server = await serve(folder)
  const args = ['--no-sandbox', '--disable-background-networking']
  const browser = await puppeteer.default.launch({ executablePath: CHROMIUM, protocolTimeout: 0, args })
  try {
    const page = await browser.newPage()
    await page.goto(server.url)
    return (await page.evaluate(program({ ...wanted, jax: `/${JAX}` }))) as PlaceReport
  } finally {
    await browser.close()
    server.close()
  }
}
