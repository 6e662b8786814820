import { brokenFiles, hostileBodies } from '../edge-tests/hostile.js'
import { timeToFirstAnswer } from '../lib/bare-workerd.js'
import { check, expectFields, insist } from '../lib/check.js'
import { reference } from '../lib/reference.js'
import { bundleWorker, startWorker, workerdVersion } from '../lib/workerd.js'

const workerd = {
  name: 'workerd',
  async run() {
    const worker = await startWorker(await bundleWorker('apps/workerd/scenario-worker.js', 'workerd'))
    try {
      const began = performance.now()
      const report = await (await fetch(worker.url)).json()
      check(report, await reference())
      expectFields(report, { place: 'inline', threads: 1, simd: 'relaxed' })
      // Its own clock stood still.
      return { ...report, engine: workerdVersion(), seconds: (performance.now() - began) / 1000 }
    } finally {
      await worker.close()
    }
  },
}

const x = Array.from({ length: 300 }, (_, i) => [i / 150 - 1, ((i * 7) % 11) / 11])
const good = {
  network: { layers: [{ units: 24, activation: 'tanh' }, { units: 24, activation: 'tanh' }, { units: 1 }], seed: 1 },
  x,
  y: x.map(([a, b]) => [a * b]),
  steps: 40,
}
const small = {
  network: { layers: [{ units: 2 }], seed: 1 },
  x: [
    [1, 2],
    [3, 5],
  ],
  y: [
    [1, 0],
    [2, 1],
  ],
  steps: 2,
}

async function post(url, body) {
  const response = await fetch(url, {
    method: 'POST',
    body: typeof body === 'object' && !ArrayBuffer.isView(body) ? JSON.stringify(body) : body,
  })
  return { status: response.status, answer: await response.json() }
}

/** Requests until the work is done, each resumed from the one before. */
async function whole(url, request) {
  let { status, answer } = await post(`${url}/fit`, request)
  let calls = 1
  for (; answer.stopped === 'flops'; calls++)
    ({ status, answer } = await post(`${url}/fit`, { ...request, resume: answer.checkpoint }))
  insist(status === 200, `an answer, not ${status}: ${JSON.stringify(answer)}`)
  return { ...answer, calls }
}

async function trainsAndPredicts(url) {
  const once = await whole(url, good)
  insist(once.stopped === 'steps' && once.steps === 40 && once.loss < 1e-2, `a fit, not ${once.reason}, ${once.loss}`)
  const { status, answer } = await post(`${url}/predict`, { model: once.model, x: [[0.5, 0.5]] })
  insist(status === 200 && Math.abs(answer.data[0] - 0.25) < 0.1, `about 0.25, not ${JSON.stringify(answer)}`)
  const together = await Promise.all(
    [0, 1, 2, 3].map(k => whole(url, { ...good, seed: k % 2, steps: 10 + 5 * (k % 2) })),
  )
  insist(
    together[0].model === together[2].model && together[1].model === together[3].model,
    'no request to see another',
  )
  const heavy = {
    ...good,
    steps: 60,
    optimizer: 'smwNG',
    x: [...x, ...x, ...x, ...x],
    y: [...good.y, ...good.y, ...good.y, ...good.y],
  }
  const parts = await whole(url, heavy)
  insist(
    parts.calls > 1 && parts.steps === 60,
    `several calls for a long run, not ${parts.calls} and ${parts.steps} steps`,
  )
  return { model: once.model, calls: parts.calls }
}

async function withstands(url, model) {
  const seen = {}
  const bodies = [
    ...[...hostileBodies(small)].map(body => ['fit', body]),
    ...[...hostileBodies({ model, x: [[1, 2]] })].slice(0, 80).map(body => ['predict', body]),
    ...[...brokenFiles(model)].map(file => ['predict', JSON.stringify({ model: file, x: [[1, 2]] })]),
    ...[...brokenFiles(model)].slice(0, 20).map(file => ['fit', JSON.stringify({ ...small, resume: file })]),
  ]
  for (const [path, body] of bodies) {
    const { status, answer } = await post(`${url}/${path}`, body)
    seen[status] = (seen[status] ?? 0) + 1
    const said = answer.error?.message
    insist(
      status === 200 || ([400, 413, 422].includes(status) && said?.length > 10),
      `a refusal, not ${status} ${said} to ${String(body).slice(0, 200)}`,
    )
  }
  insist((await whole(url, small)).stopped === 'steps', 'a good request to be answered after all of it')
  return `${bodies.length} hostile bodies: ${Object.entries(seen)
    .map(([status, count]) => `${count} × ${status}`)
    .join(', ')}`
}

const example = {
  name: 'workerd, examples/edge',
  async run() {
    // A clock that never moves, from before the first import.
    const banner = { js: 'Date.now=()=>0;performance.now=()=>0;' }
    const bundle = await bundleWorker('apps/edge/worker.js', 'edge', { banner })
    const worker = await startWorker(bundle)
    try {
      const { model, calls } = await trainsAndPredicts(worker.url)
      const note = `${await withstands(worker.url, model)}; a long run in ${calls} calls; ${(bundle.compressed / 1000).toFixed(0)} kB compressed`
      return { engine: workerdVersion(), simd: 'relaxed', threads: 1, place: 'inline', note }
    } finally {
      await worker.close()
    }
  },
}

const MEDIAN_OF = 9
/** The bar, where an empty Worker answers after so many milliseconds; in proportion on a slower machine. */
const [COLD_START_MS, EMPTY_MS] = [50, 37]

/** Milliseconds from the start of the process to the first answer of each Worker; medians, interleaved. */
async function mediansOf(bundles) {
  const times = bundles.map(() => [])
  for (let k = 0; k < MEDIAN_OF; k++)
    for (const [which, bundle] of bundles.entries()) times[which].push(await timeToFirstAnswer(bundle, `${which}`))
  return times.map(list => list.sort((a, b) => a - b)[MEDIAN_OF >> 1])
}

/** To the first trained step, above a Worker that does nothing; of five looks the first within the bar, as others take time too. */
const coldStart = {
  name: 'workerd, cold start',
  async run() {
    const bundles = [
      await bundleWorker('apps/workerd/first-step.js', 'first-step'),
      await bundleWorker('apps/workerd/empty.js', 'empty'),
    ]
    let [above, empty] = [Number.POSITIVE_INFINITY, 0]
    const bar = () => COLD_START_MS * Math.max(1, empty / EMPTY_MS)
    for (let k = 0; k < 5 && above > bar(); k++) {
      const [first, idle] = await mediansOf(bundles)
      above = first - idle
      empty = idle
    }
    insist(above <= bar(), `a cold start of at most ${bar().toFixed(0)} ms, not ${above.toFixed(0)}`)
    const note = `first trained step ${above.toFixed(0)} ms after an empty Worker's answer (${empty.toFixed(0)} ms from process start)`
    return { engine: workerdVersion(), simd: 'relaxed', threads: 1, place: 'inline', note }
  },
}

export const edge = [workerd, example, coldStart]
