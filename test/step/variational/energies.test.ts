import { test } from 'uvu'
import { deviations, meanOf } from '../../../src/step/variational/energies.js'
import { assertClose } from '../../helpers/assert-close.js'

test('deviations: clipped to the median ± 5 mean absolute deviations from it, less their mean', () => {
  // Median 3, mean absolute deviation (2 + 1 + 0 + 1 + 1 + 2 + 1000)/7.
  const E = Float64Array.of(1, 2, 3, 4, 4, 1, 1003)
  const spread = 1007 / 7
  const clipped = [1, 2, 3, 4, 4, 1, 3 + 5 * spread]
  const mean = clipped.reduce((sum, each) => sum + each, 0) / 7
  const out = new Float64Array(7)
  deviations(E, out)
  assertClose(
    out,
    clipped.map(each => each - mean),
    1e-12,
  )
})

test('deviations: an even number of energies has the mean of the middle two as median, and equal ones none', () => {
  const out = new Float64Array(4)
  deviations(Float64Array.of(4, 0, 2, 1), out)
  assertClose(out, [2.25, -1.75, 0.25, -0.75], 1e-15)
  deviations(new Float64Array(4).fill(0.5), out)
  assertClose(out, [0, 0, 0, 0], 0)
})

test('meanOf: mean and standard error by hand', () => {
  const { mean, standardError } = meanOf(Float64Array.of(1, 2, 3, 6))
  assertClose([mean, standardError], [3, Math.sqrt(14 / 3 / 4)], 1e-15)
})

test.run()
