import { getEventListeners } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { onAbort } from '../../src/api/on-abort.js'
import { adam, dense, dispose, fit, sequential } from '../../src/index.js'

test.after(() => dispose())

test('however many share a signal it has one listener, and none when they are done', () => {
  const { signal, abort } = withAbort()
  const ended: number[] = []
  const releases = Array.from({ length: 20 }, (_, k) => onAbort(signal, () => ended.push(k)))
  assert.is(getEventListeners(signal, 'abort').length, 1)
  releases[3]()
  abort()
  assert.equal(
    ended,
    Array.from({ length: 20 }, (_, k) => k).filter(k => k !== 3),
  )
  for (const release of releases) release()
  assert.is(getEventListeners(signal, 'abort').length, 0)
  onAbort(signal, () => ended.push(99))()
  assert.is(ended.at(-1), 99, 'a signal that has aborted already')
})

test('twenty runs of one signal all end by it, and leave nothing on it', async () => {
  const { signal, abort } = withAbort()
  const net = sequential({ input: 1, seed: 0 }, [dense(2, 'tanh'), dense(1)])
  const data = { x: [[1], [2], [3]], y: [1, 4, 9] }
  let begun = 0
  const runs = Array.from({ length: 20 }, () => {
    let first = true
    const onStep = () => {
      if (first && ++begun === 20) abort()
      first = false
    }
    return fit(net, data, { optimizer: adam({ learningRate: 1e-6 }), steps: 1e9, threads: 1, signal, onStep })
  })
  for (const { stopped } of await Promise.all(runs)) assert.is(stopped, 'aborted')
  assert.is(getEventListeners(signal, 'abort').length, 0)
})

function withAbort() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}

test.run()
