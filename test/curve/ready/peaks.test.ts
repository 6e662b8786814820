import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { peaks } from '../../../src/curve/ready/index.js'
import { stream } from '../../../src/random/index.js'
import { dataPath, dataTest } from '../../helpers/data.js'
import { refuses } from '../../helpers/refuses.js'
import { fitFrom, noisy, rssOf, startOf } from './fit.js'

const POINTS = 2048
const x = Array.from({ length: POINTS }, (_, i) => (100 * i) / (POINTS - 1))

/** Ten hills, 8 to 11 apart with full widths of 4 to 9: each overlaps its neighbours. */
function tenPeaks(seed: number, background: number[]) {
  const random = stream(seed, 78)
  const flat = Array.from({ length: 10 }, (_, k) => {
    const width = 4 + 5 * random.uniform()
    return [1 + 4 * random.uniform(), 5 + 9.5 * k + 1.5 * random.uniform(), width, random.uniform()]
  })
  return { truth: flat, background }
}

for (const shape of ['gaussian', 'lorentzian', 'pseudoVoigt'] as const)
  for (const [seed, noise] of [
    [1, 0],
    [2, 0.01],
    [3, 0.03],
    [4, 0.01],
  ] as const)
    test(`ten overlapping ${shape} peaks, noise ${noise}, seed ${seed}: a start within half a width of every hill`, () => {
      const model = peaks(10, shape, { background: seed === 4 ? 'linear' : 'none' })
      const { truth } = tenPeaks(seed, [])
      const perWidth = { gaussian: 2.3548, lorentzian: 2, pseudoVoigt: 1 }[shape]
      const p = truth.flatMap(([height, center, fwhm, share]) =>
        shape === 'pseudoVoigt' ? [height, center, fwhm, share] : [height, center, fwhm / perWidth],
      )
      if (seed === 4) p.push(0.02, 3)
      const clean = x.map(at => model.value(at, p))
      const y = noisy(clean, noise, seed)
      const start = startOf(model, x, y)
      const size = p.length / 10 >= 4 ? 4 : 3
      // What is no maximum of the sum is a shoulder, and may be explained otherwise.
      const tops = x.filter((_, i) => i > 0 && clean[i] > clean[i - 1] && clean[i] >= clean[i + 1])
      for (const [, center, fwhm] of truth) {
        if (!tops.some(top => Math.abs(top - center) < fwhm / 4)) continue
        const isFound = start.some((at, j) => j % size === 1 && j < 10 * size && Math.abs(at - center) <= fwhm / 2)
        assert.ok(isFound, `no peak at ${center}, full width ${fwhm}`)
      }
    })

dataTest(
  'the noisy peak of lmfit: each shape starts with at most twice the rss that a plain fit from there reaches',
  () => {
    const rows = readFileSync(dataPath('spectra', 'lmfit-test_peak.dat'), 'utf8')
      .split('\n')
      .filter(row => row.trim() && !row.startsWith('#'))
      .map(row => row.trim().split(/\s+/).map(Number))
    const [at, y] = [0, 1].map(column => rows.map(row => row[column]))
    for (const shape of ['gaussian', 'lorentzian', 'pseudoVoigt'] as const) {
      const model = peaks(1, shape, { background: 'constant' })
      const start = startOf(model, at, y)
      const least = rssOf(model.value, at, y, fitFrom(model.value, at, y, start))
      assert.ok(rssOf(model.value, at, y, start) <= 2 * least, `${shape}: ${start}`)
    }
  },
)

test('peaks reports options it does not know', async () => {
  await refuses(() => peaks(0), { code: 'BAD_OPTION', says: ['count'] })
  await refuses(() => peaks(2, 'gauss' as 'gaussian'), { code: 'BAD_OPTION', says: ['gaussian'] })
  await refuses(() => peaks(2, 'gaussian', { background: 'flat' as 'none' }), {
    code: 'BAD_OPTION',
    says: ['background'],
  })
  await refuses(() => peaks(2, 'gaussian', { offset: 1 } as object), { code: 'BAD_OPTION', says: ['offset'] })
})

test.run()
