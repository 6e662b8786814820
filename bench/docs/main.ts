/** `npm run docs:figures`: writes the tables of README and docs anew from the newest kept results. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { replaceBetween } from './between.js'
import { places } from './documents.js'

for (const { document, name, text } of places) {
  const file = fileURLToPath(new URL(`../../../${document}`, import.meta.url))
  writeFileSync(file, replaceBetween(readFileSync(file, 'utf8'), name, await text()))
}
