import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const text = readFileSync(join(root, 'docs/operators.md'), 'utf8')
const blocks = [...text.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code)

// Inside the package, so that `import … from 'woodbury/operators'` finds it by its own name.
const folder = mkdtempSync(join(root, 'dist', 'operators-'))
test.after(() => rmSync(folder, { recursive: true }))

blocks.forEach((code, k) => {
  test(`block ${k + 1} of docs/operators.md runs`, async () => {
    const file = join(folder, `block-${k}.mjs`)
    writeFileSync(file, code)
    const { stdout } = await promisify(execFile)(process.execPath, [file], { timeout: 60_000 })
    assert.not.match(stdout, /NaN|undefined/)
  })
})

test('there are examples', () => {
  assert.is(blocks.length, 2)
})

test.run()
