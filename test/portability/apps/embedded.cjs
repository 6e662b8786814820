// What a test runner's realm must do with the package: its arrays, signals and timers are not those of Node.
const { runInNewContext } = require('node:vm')
const { gzipSync } = require('node:zlib')

const count = 60
const x = Array.from({ length: count }, (_, i) => [(2 * i + 1) / count - 1, ((7 * i) % 11) / 5.5 - 1])
const y = x.map(([a, b]) => a - b * b)

function insist(truth, what) {
  if (!truth) throw new Error(`expected: ${what}`)
}

async function trains(api) {
  const net = api.sequential({ input: 2, seed: 1 }, [api.dense(12, 'tanh'), api.dense(1)])
  const options = { optimizer: api.smwGN(), seed: 4, threads: 2 }
  const whole = await api.fit(net, { x, y }, { ...options, steps: 8 })
  insist(whole.place === 'pool', `a run in the pool, not ${whole.place}: ${whole.warnings}`)
  const { data } = await api.predict(whole.model, x)
  insist(data.length === count && data.every(Number.isFinite), 'predictions of the model that the pool gave')
  let checkpoint
  const onCheckpoint = bytes => {
    checkpoint ??= bytes
  }
  await api.fit(net, { x, y }, { ...options, steps: 8, checkpointEvery: 3, onCheckpoint })
  const resumed = await api.fit(net, { x, y }, { ...options, steps: 8, resume: checkpoint })
  insist(String(resumed.model.params) === String(whole.model.params), 'a resumed run equal to the whole one')
  const back = api.load(api.save(whole.model))
  insist(String(back.params) === String(whole.model.params), 'a model that is saved and loaded')
}

async function takesForeignLabels(api) {
  const Foreign = runInNewContext('Int32Array')
  const labels = Foreign.from(y, value => (value > 0 ? 1 : 0))
  const net = api.sequential({ input: 2, seed: 1 }, [api.dense(8, 'tanh'), api.dense(2)])
  const { model } = await api.fit(net, { x, y: labels }, { steps: 20, threads: 1 })
  const { accuracy } = await api.evaluate(model, { x, y: labels })
  insist(accuracy > 0.9, `labels of another realm taken as classes, accuracy ${accuracy}`)
}

async function obeys(api) {
  const stop = new AbortController()
  const net = api.sequential({ input: 2, seed: 1 }, [api.dense(8, 'tanh'), api.dense(1)])
  const onStep = ({ step }) => step === 3 && stop.abort()
  const { stopped } = await api.fit(net, { x, y }, { steps: 1e6, threads: 2, signal: stop.signal, onStep })
  insist(stopped === 'aborted', `a run that ends as aborted, not ${stopped}`)
}

async function reads(api) {
  const text = `a,b,y\n${x.map(([a, b], i) => `${a},${b},${y[i]}`).join('\n')}\n`
  const { x: inputs } = await api.csvDataSet(new Uint8Array(gzipSync(text)), { target: 'y' })
  insist(inputs.shape[0] === count, `${count} rows in a gzipped table`)
}

exports.embedded = async api => {
  await trains(api)
  await takesForeignLabels(api)
  await obeys(api)
  await reads(api)
  await api.dispose()
}

/** The caller has put fakes in place of the timers. */
exports.outlivesFakes = async api => {
  const net = api.sequential({ input: 2, seed: 1 }, [api.dense(8, 'tanh'), api.dense(1)])
  // Second-order steps would have converged on these rows before the time is up.
  const { stopped } = await api.fit(net, { x, y }, { optimizer: api.adam(), seconds: 0.1, threads: 1 })
  insist(stopped === 'seconds', `a run that ends in real time, not ${stopped}`)
}
