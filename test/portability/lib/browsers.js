import { existsSync } from 'node:fs'
import { launch } from 'puppeteer-core'
import { command, start } from './command.js'

/** What the machine lacks, as a reason for "not run". */
export class NotHere extends Error {}

const CHROMIUM = '/usr/bin/chromium'
const FIREFOX = '/usr/bin/firefox-esr'
const MINIBROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser'

function need(file) {
  if (!existsSync(file)) throw new NotHere(`there is no ${file}`)
  return file
}

export const chromium = (flags = []) =>
  launch({
    executablePath: need(CHROMIUM),
    args: ['--no-sandbox', '--disable-background-networking', ...flags],
  })

export const firefox = () => launch({ browser: 'firefox', executablePath: need(FIREFOX), defaultViewport: null })

/** Opens a page in each browser; all give a version and a way to close. */
export const browsers = {
  Chromium: driven(chromium),
  Firefox: driven(firefox),

  async WebKitGTK(url, { shared }) {
    const flags = shared ? { JSC_useSharedArrayBuffer: '1', JSC_useWasmRelaxedSIMD: '1' } : {}
    const env = { ...process.env, ...flags, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }
    const browser = start(need('/usr/bin/xvfb-run'), ['-a', need(MINIBROWSER), url], { env })
    return { version: await webkitVersion(), close: async () => browser.end(), said: browser.output }
  },
}

function driven(open) {
  return async url => {
    const browser = await open()
    const page = await browser.newPage()
    const said = []
    page.on('console', message => said.push(message.text()))
    page.on('pageerror', error => said.push(error.message))
    await page.goto(url)
    const version = (await browser.version()).replace(/^[^/]*\//, '')
    return { version, close: () => browser.close(), said: () => said.join('\n') }
  }
}

async function webkitVersion() {
  const [, version] = /^Version: ([^-]+)/m.exec(await command('dpkg-query', ['-s', 'libwebkit2gtk-4.1-0']))
  return version
}

/** The report of a page that `server` serves at `path`, opened in a browser; says what the browser said where it fails. */
export async function visit(open, server, path, { seconds = 120, ...options } = {}) {
  const browser = await open(`${server.url}${path}`, options)
  let late
  try {
    const limit = new Promise((_, reject) => {
      late = setTimeout(
        () => reject(new Error(`the page did not report within ${seconds} s:\n${browser.said().slice(-2000)}`)),
        seconds * 1000,
      )
    })
    return { ...(await Promise.race([server.report, limit])), engine: browser.version }
  } finally {
    clearTimeout(late)
    await browser.close()
  }
}
