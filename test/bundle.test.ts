/** What scripts/bundle.js makes of the two entries, for each place of package.json. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'

for (const [place, index, predict] of [
  ['Node', 'lib/node/esm/index.js', 'lib/node/esm/predict.js'],
  ['pages without a bundler', 'lib/web/woodbury.js', 'lib/web/predict.js'],
  ['bundlers', 'src/index.js', 'src/predict.js'],
])
  test(`${place}: woodbury/predict throws the class of errors that woodbury exports`, async () => {
    const all = await import(new URL(`../${index}`, import.meta.url).href)
    const alone = await import(new URL(`../${predict}`, import.meta.url).href)
    assert.is(alone.WoodburyError, all.WoodburyError)
    const error = await alone
      .predict(all.sequential({ input: 2 }, [all.dense(1)]), [[1]])
      .catch((thrown: unknown) => thrown)
    assert.instance(error, all.WoodburyError)
    assert.is(error.code, 'SHAPE_MISMATCH')
  })

test.run()
