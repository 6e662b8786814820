import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const CHROMIUM = '/usr/bin/chromium'
const root = fileURLToPath(new URL('../../../../', import.meta.url))
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.html': 'text/html',
  '.wasm': 'application/wasm',
}

/** An isolated page needs both; without them it has no second thread. */
const ISOLATED = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

export const hasChromium = (): boolean => existsSync(CHROMIUM)

/** Serves the repository and opens one page, a module, in Chromium; resolves with what the page posts to /report. */
export async function reportOf<T>(
  script: string,
  query: string,
  seconds: number,
  say: (line: string) => void,
): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'woodbury-soak-'))
  let answer: (report: T) => void
  const report = new Promise<T>(resolve => {
    answer = resolve
  })
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (request.method === 'POST') {
      const body = JSON.parse(Buffer.concat(await request.toArray()).toString())
      response.end()
      if (pathname === '/report') answer(body)
      else say(body)
      return
    }
    const file = join(root, normalize(pathname))
    const page = pathname === '/' ? `<!doctype html><script type="module" src="${script}"></script>` : undefined
    if (page === undefined && !existsSync(file)) response.writeHead(404).end()
    else
      response
        .writeHead(200, { 'Content-Type': TYPES[page ? '.html' : extname(file)], ...ISOLATED })
        .end(page ?? readFileSync(file))
  })
  await new Promise<void>(resolve => server.listen(0, resolve))
  const { port } = server.address() as { port: number }
  const browser = spawn(
    CHROMIUM,
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--js-flags=--expose-gc',
      '--enable-precise-memory-info',
      `--user-data-dir=${profile}`,
      `http://localhost:${port}/?${query}`,
    ],
    { stdio: 'ignore' },
  )
  const exited = new Promise<void>(resolve => browser.once('exit', () => resolve()))
  try {
    return await Promise.race([
      report,
      exited.then(() => Promise.reject(new Error('the browser ended'))),
      new Promise<never>((_, reject) =>
        setTimeout(() => reject(new Error(`no report within ${seconds} s`)), seconds * 1000).unref(),
      ),
    ])
  } finally {
    browser.kill()
    await exited
    server.closeAllConnections()
    server.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
