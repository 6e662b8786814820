import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adam, dense, dispose, fit, sequential, smwGN, smwNG } from '../../../src/index.js'
import { RunMemory } from '../../../src/runtime/memory/run-memory.js'

test.after(() => dispose())

test('the memory of the run before is given again, zeroed, if it is large enough and no more than 16 MiB', () => {
  const memory = new RunMemory()
  const first = memory.zeroed(3)
  new Uint8Array(first.buffer).fill(7)
  assert.is(memory.zeroed(2), first)
  assert.ok(new Uint8Array(first.buffer).every(byte => byte === 0))
  const second = memory.zeroed(4)
  assert.is.not(second, first)
  assert.is(memory.zeroed(1), second)
  const large = memory.zeroed(257)
  assert.is(large.buffer.byteLength, 257 * 65536)
  assert.is.not(memory.zeroed(257), large)
})

test('runs that follow one another in a pool are those of a pool of their own', async () => {
  const x = Float32Array.from({ length: 60 }, (_, i) => i / 30 - 1)
  const data = { x, y: x.map(Math.sin) }
  const large = sequential({ input: 1, seed: 0 }, [dense(30, 'tanh'), dense(1)])
  const small = sequential({ input: 1, seed: 1 }, [dense(4, 'tanh'), dense(1)])
  const run = async (k: number) => {
    const optimizer = [smwNG(), smwGN(), adam()][k % 3]
    const { model, place } = await fit(k % 2 ? large : small, data, { optimizer, steps: 6, threads: 2, seed: k })
    assert.is(place, 'pool')
    return model.params
  }
  const alone = []
  for (let k = 0; k < 6; k++) {
    alone.push(await run(k))
    await dispose()
  }
  const { Memory } = WebAssembly
  let made = 0
  WebAssembly.Memory = new Proxy(Memory, {
    construct(of, args) {
      made++
      return new of(args[0])
    },
  })
  try {
    await run(1)
    made = 0
    for (let k = 0; k < 6; k++) assert.equal(await run(k), alone[k], `run ${k}`)
  } finally {
    WebAssembly.Memory = Memory
  }
  assert.ok(made <= 1, `${made} memories for 6 runs`)
})

test.run()
