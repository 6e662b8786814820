// What every place must do with the package, without a word that a browser, a server or the edge does not know.

/** Numbers from sums and products alone, so that every engine trains on the same bits. */
function samples(count) {
  const x = Array.from({ length: count }, (_, i) => [(2 * i + 1) / count - 1, ((7 * i) % 101) / 50.5 - 1])
  return { x, y: x.map(([a, b]) => [(a * b) / (1 + a * a), a - b * b * b]) }
}

/** The first 64 bits of a sum over the words of a vector: equal for equal bits. */
function fingerprint(params) {
  const words = new Uint32Array(params.buffer, params.byteOffset, params.byteLength / 4)
  let [high, low] = [0x811c9dc5, 0x01000193]
  for (const word of words) {
    low = Math.imul(low ^ word, 0x01000193)
    high = Math.imul(high ^ low ^ (word >>> 7), 0x85ebca6b)
  }
  return [high, low].map(part => (part >>> 0).toString(16).padStart(8, '0')).join('')
}

const last = list => list[list.length - 1]

function insist(truth, what) {
  if (!truth) throw new Error(`expected: ${what}`)
}

/** 200 steps in float64 on the plain build in one thread: the same bits everywhere. */
async function sameBits({ dense, fit, sequential, smwGN }) {
  const net = sequential({ input: 2, seed: 5, dtype: 'float64' }, [dense(16, 'tanh'), dense(12, 'sigmoid'), dense(2)])
  const { model, history, simd } = await fit(net, samples(300), {
    optimizer: smwGN({ gradientBatch: 60, momentum: 0.5 }),
    steps: 200,
    threads: 1,
  })
  return { loss: last(history).loss, bits: fingerprint(model.params), simd }
}

/** A run that is large enough for workers. */
const large = api => {
  const net = api.sequential({ input: 2, seed: 3, dtype: 'float64' }, [
    api.dense(72, 'tanh'),
    api.dense(64, 'tanh'),
    api.dense(2),
  ])
  const start = (optimizer, options) => api.fit(net, samples(600), { optimizer, threads: 2, ...options })
  return { net, start }
}

/** Steps that are worth a worker: smaller ones stay in the page that may not share memory. */
const heavy = api => api.smwGN({ gradientBatch: 'full' })

async function trained(api, optimizer) {
  const seen = []
  const { start } = large(api)
  const result = await start(optimizer, { steps: 50, onStep: ({ step }) => seen.push(step) })
  insist(seen.length === 50 && seen.every((step, k) => step === k + 1), 'each of 50 records once and in order')
  insist(last(result.history).loss < result.history[0].loss, 'a loss that falls')
  return result
}

async function aborts(api) {
  const stop = new AbortController()
  const { start } = large(api)
  const run = start(heavy(api), {
    steps: 100_000,
    signal: stop.signal,
    onStep: ({ step }) => step === 3 && stop.abort(),
  })
  const { stopped, model } = await run
  insist(stopped === 'aborted', `a run that ends as aborted, not ${stopped}`)
  insist(model.params.every(Number.isFinite), 'finite parameters after an abort')
}

/** A worker that dies rejects the run, with what was reached, and the next run works. */
async function survives(api, kill) {
  const { start } = large(api)
  let error
  try {
    await start(heavy(api), { steps: 100_000, onStep: ({ step }) => step === 4 && kill() })
  } catch (thrown) {
    error = thrown
  }
  insist(error?.code === 'WORKER_LOST', `WORKER_LOST where a worker dies, not ${error?.code ?? error}`)
  insist(error.partial.model.params.every(Number.isFinite), 'finite parameters of the lost run')
  insist((await start(api.smwGN(), { steps: 3 })).stopped === 'steps', 'a run after a lost worker')
}

/**
 * All of it. `killWorker` ends some worker of the library from outside; `living` counts those that were not ended.
 * Both are absent where there are none.
 */
export async function scenario(api, { killWorker, living } = {}) {
  const began = performance.now()
  api.init({ simd: 'plain' })
  const same = await sameBits(api)
  api.init({ simd: 'auto' })
  const gn = await trained(api, api.smwGN())
  const ng = await trained(api, api.smwNG({ gradientBatch: 200 }))
  // Beyond the paper: other steps, workers and kernels are loaded.
  await trained(api, api.kfac())
  const { data, shape } = await api.predict(gn.model, [
    [0.25, -0.5],
    [0.5, 0.125],
  ])
  insist(shape[0] === 2 && shape[1] === 2 && data.every(Number.isFinite), 'two finite predictions')
  const back = api.load(api.save(gn.model))
  insist(fingerprint(back.params) === fingerprint(gn.model.params), 'a model that is saved and loaded, bit for bit')
  await aborts(api)
  if (killWorker && gn.place !== 'inline') await survives(api, killWorker)
  await api.dispose()
  const left = living?.() ?? 0
  insist(left === 0, `no worker after dispose, not ${left}`)
  return {
    version: api.version,
    simd: gn.simd,
    threads: gn.threads,
    place: gn.place,
    warnings: [...new Set([...gn.warnings, ...ng.warnings])],
    loss: same.loss,
    bits: same.bits,
    gn: last(gn.history).loss,
    ng: last(ng.history).loss,
    prediction: Array.from(data),
    seconds: (performance.now() - began) / 1000,
  }
}
