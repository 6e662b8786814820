// What a page feels of training. The question is in its address.
import { dense, dispose, fit, init, sequential, smwNG } from '/node_modules/woodbury/dist/lib/web/woodbury.js'

function digits(count) {
  const data = new Float32Array(count * 784)
  for (let k = 0; k < data.length; k++) data[k] = ((k * 7919) % 1009) / 1009 < 0.2 ? ((k * 31) % 256) / 255 : 0
  return { x: { data, shape: [count, 784] }, y: Int32Array.from({ length: count }, (_, i) => (i * 7) % 10) }
}

/**
 * A run of 784-500-10 in two threads on as much data as MNIST has: the longest task of the page and its frames a second
 * while it goes on, and the milliseconds of the call that starts it, which takes 47 million numbers over; and, at best
 * of three, of a call that copies 10 million: 40 MB of fresh memory alone take 28 to 60 on a machine that others use.
 */
async function smooth() {
  const data = digits(60_000)
  const net = sequential({ input: 784, seed: 0 }, [dense(500, 'relu'), dense(10)])
  await new Promise(resolve => setTimeout(resolve, 200))
  const tasks = []
  new PerformanceObserver(list => tasks.push(...list.getEntries())).observe({ entryTypes: ['longtask'] })
  const called = performance.now()
  const run = fit(net, data, { optimizer: smwNG(), threads: 2, steps: 150, transfer: true })
  const call = performance.now() - called
  await new Promise(resolve => setTimeout(resolve))
  const began = performance.now()
  let frames = 0
  let running = true
  const count = () => {
    frames++
    if (running) requestAnimationFrame(count)
  }
  requestAnimationFrame(count)
  const { steps, place, threads } = await run
  running = false
  const seconds = (performance.now() - began) / 1000
  // What follows is a task of its own.
  await new Promise(resolve => setTimeout(resolve))
  const few = digits(12_755)
  let copy = Number.POSITIVE_INFINITY
  let bare = Number.POSITIVE_INFINITY
  for (let k = 0; k < 3; k++) {
    const copiedAt = performance.now()
    few.x.data.slice()
    bare = Math.min(bare, performance.now() - copiedAt)
    const calledAgain = performance.now()
    const copying = fit(net, few, { optimizer: smwNG(), threads: 2, steps: 1 })
    copy = Math.min(copy, performance.now() - calledAgain)
    await copying
  }
  const during = tasks.filter(({ startTime }) => startTime >= began && startTime < began + 1000 * seconds)
  const longest = Math.max(0, ...during.map(({ duration }) => duration))
  return { longest, call, copy, bare, framesPerSecond: frames / seconds, steps, place, threads, seconds }
}

const small = { net: () => sequential({ input: 2, seed: 0 }, [dense(64, 'tanh'), dense(64, 'tanh'), dense(1)]) }
const x = Array.from({ length: 600 }, (_, i) => [i / 300 - 1, ((i * 7) % 13) / 13])
const y = x.map(([a, b]) => [a * b])

/** Every record of a run while the collector runs again and again, if the page has it. */
async function collected() {
  const seen = []
  let collections = 0
  const timer = setInterval(() => {
    globalThis.gc()
    collections++
  }, 10)
  const { steps } = await fit(
    small.net(),
    { x, y },
    { optimizer: smwNG({ gradientBatch: 100 }), threads: 2, steps: 2000, onStep: ({ step }) => seen.push(step) },
  )
  clearInterval(timer)
  return { steps, records: seen.length, inOrder: seen.every((step, k) => step === k + 1), collections }
}

/** A run of so many steps whose history nobody keeps. */
async function long(steps) {
  const result = await fit(small.net(), { x, y }, { optimizer: smwNG({ gradientBatch: 100 }), threads: 2, steps })
  return { steps: result.steps, place: result.place, threads: result.threads, seconds: result.seconds }
}

/** Pools that are given up and started again: an engine that held the memory of each had no addresses for the 123rd. */
async function restarts() {
  const starts = 150
  let last
  for (let k = 0; k < starts; k++) {
    last = await fit(small.net(), { x, y }, { optimizer: smwNG({ gradientBatch: 100 }), threads: 2, steps: 2 })
    await dispose()
  }
  return { starts, place: last.place, threads: last.threads, seconds: last.seconds }
}

/** A run of a part of one's own in two threads, and in one. */
async function own() {
  await import('./parts.js')
  init({ parts: [new URL('parts.js', location.href)] })
  const options = { optimizer: { method: 'plain', learningRate: 0.1 }, steps: 20, dtype: 'float64' }
  const [two, one] = [
    await fit(small.net(), { x, y }, { ...options, threads: 2 }),
    await fit(small.net(), { x, y }, options),
  ]
  const apart = Math.max(...two.model.params.map((value, p) => Math.abs(value - one.model.params[p])))
  return { apart, place: two.place, threads: two.threads, seconds: two.seconds }
}

const asked = new URLSearchParams(location.search)
/** Bytes of the page and its workers, once nothing of the run is held. */
async function held() {
  for (let k = 0; k < 3; k++) globalThis.gc()
  return (await performance.measureUserAgentSpecificMemory()).bytes
}

const answers = {
  smooth,
  collected,
  restarts,
  own,
  async long() {
    const said = await long(Number(asked.get('steps')))
    return { ...said, bytes: await held() }
  },
}

globalThis.answer = await answers[asked.get('ask')]().catch(error => ({ failed: `${error.stack}` }))
