import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { replaceBetween } from '../../bench/docs/between.js'
import { places } from '../../bench/docs/documents.js'

const test = suite('figures of the documents')

for (const { document, name, text } of places)
  test(`${document}, ${name}: what the newest results say`, async () => {
    const file = fileURLToPath(new URL(`../../../${document}`, import.meta.url))
    const written = readFileSync(file, 'utf8')
    assert.is(replaceBetween(written, name, await text()), written, 'npm run docs:figures writes it anew')
    assert.match(await text(), /`npm run (?:bench|experiments) -- /, 'it names its command')
  })

test('a place is found by its name', () => {
  const document = 'a\n<!-- begin: b -->\nold\n<!-- end: b -->\nc'
  assert.is(replaceBetween(document, 'b', 'new'), 'a\n<!-- begin: b -->\nnew\n<!-- end: b -->\nc')
  assert.throws(() => replaceBetween(document, 'c', 'new'), /no lines/)
})

test.run()
