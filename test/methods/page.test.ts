/** docs/methods.md is made from the table and the docstrings. */
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const root = new URL('../../../', import.meta.url)
const { page } = (await import(new URL('scripts/methods/page.js', root).href)) as { page: () => string }

test('docs/methods.md is what npm run docs:methods writes', () => {
  assert.fixture(readFileSync(new URL('docs/methods.md', root), 'utf8'), page())
})

test.run()
