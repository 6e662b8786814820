import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, energyNaturalGradient, fit, levenbergMarquardt, residuals, sequential, smwGN } from '../../src/index.js'

const wide = sequential({ input: 1 }, [dense(1400, 'tanh'), dense(1)])
const data = { x: [[0], [1]], y: [[0], [1]] }

test('a factor of more than 4,000 columns is told before the first step, of the methods that have one', async () => {
  const end = new AbortController()
  end.abort()
  const words = async (optimizer: ReturnType<typeof levenbergMarquardt> | ReturnType<typeof smwGN>) =>
    (await fit(wide, data, { optimizer, signal: end.signal, threads: 1 })).warnings.join()
  assert.match(await words(levenbergMarquardt()), /levenbergMarquardt factors a matrix of 4201 × 4201/)
  assert.not.match(await words(smwGN()), /factors a matrix/)
})

test('eigenvectors of more than 2,000 columns too, of data and of residuals', async () => {
  const end = new AbortController()
  end.abort()
  const net = sequential({ input: 1 }, [dense(700, 'tanh'), dense(1)])
  const points = Array.from({ length: 2001 }, (_, k) => [k / 2000])
  const options = { optimizer: energyNaturalGradient(), signal: end.signal, threads: 1 }
  const ofData = await fit(net, { x: points, y: points }, options)
  const ofResiduals = await fit(
    net,
    residuals(u => ({ points, residual: u })),
    options,
  )
  for (const { warnings } of [ofData, ofResiduals])
    assert.match(warnings.join(), /energyNaturalGradient decomposes a matrix of 2001 × 2001 every step.*lbfgs\(\)/)
})

test.run()
