import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const src = fileURLToPath(new URL('../../src/', import.meta.url))
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))

test('no file of src is longer than 300 lines', () => {
  for (const file of files) {
    const lines = readFileSync(src + file, 'utf8')
      .trimEnd()
      .split('\n').length
    assert.ok(lines <= 300, `${file} has ${lines} lines`)
  }
})

test('no folder of src holds more than 16 files', () => {
  const counts = new Map<string, number>()
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
  for (const [folder, count] of counts) assert.ok(count <= 16, `src/${folder} holds ${count} files`)
})

test.run()
