import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compile, fitFrom, meanOf, noisy, rssOf, startOf } from './fit.js'
import { everyModel } from './sets.js'

/** Largest distance of two curves on the points, as a share of the spread of the first. */
const farthest = (a: number[], b: number[]) => {
  const size = Math.max(...a.map(Math.abs))
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]))) / size
}

everyModel.forEach(({ model, x, truth }, at) => {
  const curve = compile(model)
  const y = x.map(of => curve(of, truth))
  const title = `${model.name} ${1 + (at % 3)} (${truth})`

  test(`${title}: value() is the expression to 1e-12 of its largest value`, () => {
    const far = farthest(
      y,
      x.map(of => model.value(of, truth)),
    )
    assert.ok(far <= 1e-12, `${far}`)
  })

  test(`${title}: from the start a plain Levenberg–Marquardt reaches the parameters to 1e-5`, () => {
    const found = fitFrom(curve, x, y, startOf(model, x, y))
    for (const [k, value] of found.entries())
      assert.ok(
        Math.abs(value - truth[k]) <= 1e-5 * Math.max(Math.abs(truth[k]), 1e-6),
        `${model.parameters[k]}: ${value} for ${truth[k]}; start ${startOf(model, x, y)}`,
      )
  })

  test(`${title}: with 5 % of noise the start leaves at most twice what the truth leaves, and less than the mean does`, () => {
    const noise = noisy(y, 0.05, 11 + at)
    const start = startOf(model, x, noise)
    const rss = rssOf(curve, x, noise, start)
    const flat = rssOf(() => meanOf(noise), x, noise, [])
    assert.ok(rss <= flat * (1 + 1e-12), `${rss} above ${flat} of the mean; start ${start}`)
    const limit = 2 * rssOf(curve, x, noise, truth)
    assert.ok(rss <= limit || x.length < 2, `${rss} above ${limit}; start ${start}`)
  })
})

test.run()
