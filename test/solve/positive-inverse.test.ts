import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { stream } from '../../src/random/index.js'
import { InlineExecutor } from '../../src/runtime/executor.js'
import { Kernels } from '../../src/runtime/kernels.js'
import { Arena } from '../../src/runtime/memory/arena.js'
import { createMemory } from '../../src/runtime/memory/create-memory.js'
import { scratchBytes } from '../../src/runtime/memory/scratch.js'
import { instantiateKernels } from '../../src/runtime/wasm/instantiate.js'
import { trainingKernels } from '../../src/runtime/wasm/training-kernels.js'
import { inverseRoom, PositiveInverse } from '../../src/solve/positive-inverse.js'

const random = stream(4, 4)
const WIDEST = 129
const CANARY = 12345.678

const arena = new Arena()
const sizes = inverseRoom(WIDEST)
const place = (count: number) => ({ at: arena.reserve(count * 8), guard: arena.reserve(8) })
const [factor, inverse, product] = [place(sizes.factor), place(sizes.inverse), place(sizes.product)]
const [A, out] = [place(WIDEST ** 2), place(WIDEST ** 2)]
const scratch = arena.reserve(scratchBytes('float64', WIDEST))
const memory = createMemory(arena.pages)
const exports = instantiateKernels(await trainingKernels.module('plain'), memory, 'plain')
const float64 = new Kernels(new InlineExecutor(memory, exports, 'plain', scratch), 'float64')
const view = (at: number, count: number) => new Float64Array(memory.buffer, at, count)
const room = { factor: factor.at, inverse: inverse.at, product: product.at }
const guards = [factor, inverse, product, A, out].map(({ guard }) => view(guard, 1))

for (const n of [1, 2, 3, 7, 16, 31, 47, 48, 49, 63, 64, 65, 96, 97, 128, 129])
  test(`the inverse of scale · A + shift · I, ${n} columns, to 1e-11, and nothing is written beside its areas`, () => {
    for (const guard of guards) guard[0] = CANARY
    const B = Array.from({ length: n }, () => Float64Array.from({ length: n }, () => random.normal()))
    const [scale, shift] = [0.5, 0.25]
    const square = B.map(row => B.map(other => row.reduce((sum, value, k) => sum + value * other[k], 0) / n))
    const lower = view(A.at, n * n)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) lower[i * n + j] = j <= i ? square[i][j] : Number.NaN
    assert.ok(new PositiveInverse(float64, float64, room).invert(A.at, n, scale, shift, out.at, 'float64'))
    const X = view(out.at, n * n)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0
        for (let k = 0; k < n; k++) sum += (scale * square[i][k] + (i === k ? shift : 0)) * X[k * n + j]
        assert.ok(Math.abs(sum - (i === j ? 1 : 0)) < 1e-11, `${i}, ${j}: ${sum}`)
      }
    assert.ok(guards.every(guard => guard[0] === CANARY))
  })

test('a matrix that is not positive is told, and what was there stays', () => {
  view(A.at, 4).set([1, 0, 2, 1])
  view(out.at, 4).set([1, 2, 3, 4])
  assert.not(new PositiveInverse(float64, float64, room).invert(A.at, 2, 1, 0, out.at, 'float64'))
  assert.equal(Array.from(view(out.at, 4)), [1, 2, 3, 4])
})

test.run()
