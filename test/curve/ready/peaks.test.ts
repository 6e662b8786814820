import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { peaks } from '../../../src/curve/ready/index.js'
import { stream } from '../../../src/random/index.js'
import { refuses } from '../../helpers/refuses.js'
import { noisy, startOf } from './fit.js'

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
    test(`ten overlapping ${shape} peaks, noise ${noise}, seed ${seed}: a start within half a width of every centre`, () => {
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
      truth.forEach(([, center, fwhm], k) => {
        const at = start[k * size + 1]
        assert.ok(Math.abs(at - center) <= fwhm / 2, `peak ${k + 1}: ${at} for ${center}, full width ${fwhm}`)
      })
    })

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
