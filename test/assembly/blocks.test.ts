import { test } from 'uvu'
import { scratchBytes } from '../../src/runtime/scratch.js'
import { assertAtMost } from '../helpers/assert-close.js'
import { refused, tiledKits } from '../helpers/kernels.js'

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

for (const kit of tiledKits)
  test(`matmulScratch ${kit.name}: what the runtime reserves for so many columns is enough at any depth`, () => {
    const dtype = kit.dtype === 'F32' ? 'float32' : 'float64'
    for (const n of [0, 1, 7, 8, 9, 96, 255, 256, 257, 511, 512, 513, 4000])
      for (const k of [0, 1, 255, 256, 257, 4000])
        assertAtMost(kit.run('matmulScratch', n, k), scratchBytes(dtype, n), `n=${n} k=${k}`)
  })

test.run()
