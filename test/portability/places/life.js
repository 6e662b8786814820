import { cpus } from 'node:os'
import { chromium } from '../lib/browsers.js'
import { insist } from '../lib/check.js'
import { start } from '../lib/command.js'
import { root } from '../lib/reference.js'
import { ISOLATED, serve } from '../lib/serve.js'

/** The answer of the page of apps/life. */
async function ask(question) {
  const server = await serve(root, ISOLATED)
  const browser = await chromium(['--js-flags=--expose-gc', '--enable-blink-features=ForceEagerMeasureMemory'])
  try {
    const page = await browser.newPage()
    await page.goto(`${server.url}/apps/life/?ask=${question}`)
    await page.waitForFunction('globalThis.answer', { timeout: 120_000, polling: 200 })
    const answer = await page.evaluate('globalThis.answer')
    if (answer.failed) throw new Error(answer.failed)
    const engine = (await browser.version()).replace(/^[^/]*\//, '')
    return { ...answer, engine }
  } finally {
    await browser.close()
    server.close()
  }
}

const row = ({ engine, place, threads, seconds }, note) => ({ engine, place, threads, seconds, note })

/** Looks at a page that may be disturbed: other programs take frames and memory too, so each figure is the best of them. */
const LOOKS = 5

/** The lesser of each figure, and the more frames. */
const better = (a, b) => ({
  ...a,
  longest: Math.min(a.longest, b.longest),
  call: Math.min(a.call, b.call),
  over: Math.min(a.over, b.over),
  framesPerSecond: Math.max(a.framesPerSecond, b.framesPerSecond),
})

const within = ({ longest, call, over, framesPerSecond }) =>
  Math.max(longest, call) <= 50 && over <= 0 && framesPerSecond >= 50

/** Milliseconds of a copy beyond the bar: 50, or twice what the engine takes for the bare copy, where memory is slow. */
const measured = answer => ({ ...answer, over: answer.copy - Math.max(50, 2 * answer.bare) })

const smooth = {
  name: 'Chromium, 784-500-10 in two threads',
  async run() {
    let answer = measured(await ask('smooth'))
    for (let k = 1; k < LOOKS && !within(answer); k++) answer = better(measured(await ask('smooth')), answer)
    const { longest, call, copy, bare, framesPerSecond } = answer
    insist(answer.place === 'pool' && answer.threads === 2, 'two threads')
    insist(longest <= 50, `no task over 50 ms, not ${longest.toFixed(1)}`)
    insist(call <= 50, `a call of 50 ms on 47 million numbers that it takes over, not ${call.toFixed(1)}`)
    insist(
      answer.over <= 0,
      `a call of 50 ms on 10 million numbers that it copies, not ${copy} where a copy is ${bare}`,
    )
    insist(framesPerSecond >= 50, `50 frames a second, not ${framesPerSecond.toFixed(1)}`)
    const said = [
      `no task over 50 ms`,
      `${framesPerSecond.toFixed(0)} frames a second`,
      `the call itself ${call.toFixed(0)} ms`,
      `${copy.toFixed(0)} ms where it copies 10 million numbers`,
    ]
    return row(answer, `60,000 samples: ${said.join(', ')}`)
  },
}

const collected = {
  name: 'Chromium, collector forced',
  async run() {
    const answer = await ask('collected')
    const { steps, records, collections } = answer
    insist(records === steps && answer.inOrder, `${steps} records in order, not ${records}`)
    insist(collections > 3, 'collections during the run')
    return row(answer, `${records} of ${steps} records after ${collections} collections`)
  },
}

const mebibytes = answer => ({ ...answer, held: answer.bytes / 2 ** 20 })

const memory = {
  name: 'Chromium, memory after 10,000 steps',
  async run() {
    const few = mebibytes(await ask('long&steps=100'))
    const many = mebibytes(await ask('long&steps=10000'))
    insist(many.held <= few.held + 1, `at most 1 MiB more than ${few.held.toFixed(1)}, not ${many.held.toFixed(1)}`)
    return row(many, `${few.held.toFixed(1)} MiB after 100 steps, ${many.held.toFixed(1)} after 10,000`)
  },
}

const restarts = {
  name: 'Chromium, workers ended and started again',
  async run() {
    const answer = await ask('restarts')
    insist(answer.place === 'pool', 'two threads to the last')
    return row(answer, `${answer.starts} pools, one after another`)
  },
}

const own = {
  name: "Chromium, an optimiser of one's own",
  async run() {
    const answer = await ask('own')
    insist(answer.place === 'pool' && answer.threads === 2, 'two threads')
    insist(answer.apart <= 1e-12, `the steps of one thread, not ${answer.apart} beside them`)
    return row(answer, 'a module that registers it, imported by every worker')
  },
}

const busy = {
  name: 'Chromium, a core taken by another process',
  async run() {
    const others = cpus()
      .slice(1)
      .map(() => start(process.execPath, ['-e', 'for (;;);']))
    try {
      const answer = await ask('long&steps=500')
      return row(answer, `${answer.steps} steps to the end`)
    } finally {
      for (const other of others) other.end()
    }
  },
}

export const life = [smooth, collected, memory, restarts, own, busy]
