import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const root = fileURLToPath(new URL('../../', import.meta.url))
const text = readFileSync(join(root, 'README.md'), 'utf8')
const blocks = [...text.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code)

// Inside the package, so that `import … from 'woodbury'` finds it by its own name.
const folder = mkdtempSync(join(root, 'dist', 'readme-'))
test.after(() => rmSync(folder, { recursive: true }))

blocks.forEach((code, k) => {
  test(`block ${k + 1} of the README runs`, async () => {
    const file = join(folder, `block-${k}.mjs`)
    writeFileSync(file, code)
    await promisify(execFile)(process.execPath, [file], { timeout: 60_000 })
  })
})

test('the first screen has exactly the two commands', () => {
  const [, commands] = text.match(/```sh\n([\s\S]*?)```/) ?? []
  assert.equal(
    commands
      .trim()
      .split('\n')
      .map(line => line.replace(/\s*#.*/, '')),
    ['npm install && npm start', 'npm install && npm test'],
  )
  assert.is(blocks.length, 6)
})

test.run()
