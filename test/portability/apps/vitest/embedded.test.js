import { expect, test, vi } from 'vitest'
import * as woodbury from 'woodbury'
import { predict } from 'woodbury/predict'
import { embedded, outlivesFakes } from '../embedded.cjs'

test('trains, predicts, resumes, obeys and reads', () => embedded(woodbury), 120_000)

test('lives through fake timers', async () => {
  vi.useFakeTimers()
  await outlivesFakes(woodbury)
  vi.useRealTimers()
})

test('predicts by the small entry', async () => {
  const net = woodbury.sequential({ input: 1 }, [woodbury.dense(2)])
  expect((await predict(net, [[1]])).shape).toEqual([1, 2])
  await expect(predict(net, [[1, 2]])).rejects.toThrow(woodbury.WoodburyError)
})
