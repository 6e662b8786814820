const woodbury = require('woodbury')
const { predict } = require('woodbury/predict')
const { embedded, outlivesFakes } = require('../embedded.cjs')

test('trains, predicts, resumes, obeys and reads', () => embedded(woodbury), 120_000)

test('lives through fake timers', async () => {
  jest.useFakeTimers()
  await outlivesFakes(woodbury)
  jest.useRealTimers()
})

test('predicts by the small entry', async () => {
  const net = woodbury.sequential({ input: 1 }, [woodbury.dense(2)])
  expect((await predict(net, [[1]])).shape).toEqual([1, 2])
  await expect(predict(net, [[1, 2]])).rejects.toThrow(woodbury.WoodburyError)
})
