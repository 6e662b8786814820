import { createServer } from 'node:http'
import sirv from 'sirv'

export const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

/** Answers `POST /report` for the page of a place, and leaves every other request to `next`. */
export class Reports {
  #arrive
  /** The first report of a page. */
  first = new Promise(resolve => {
    this.#arrive = resolve
  })

  /** A connect-style middleware, which dev servers take as well. */
  middleware = (request, response, next) => {
    if (request.method !== 'POST' || request.url !== '/report') {
      next()
      return
    }
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      response.end()
      this.#arrive(JSON.parse(body))
    })
  }
}

/** A static server of a folder on a free port: its address, the report of its page, and its end. */
export async function serve(folder, headers = {}) {
  const reports = new Reports()
  const files = sirv(folder, {
    dev: true,
    setHeaders: response => response.setHeaders(new Map(Object.entries(headers))),
  })
  const server = createServer((request, response) =>
    reports.middleware(request, response, () =>
      files(request, response, () => {
        response.statusCode = 404
        response.end('not found')
      }),
    ),
  )
  await new Promise(resolve => server.listen(0, resolve))
  return {
    url: `http://localhost:${server.address().port}`,
    report: reports.first,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
