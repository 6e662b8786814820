import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
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

/** Lines of src outside a part's own room that import it. */
function importers(part: string, room: string): string[] {
  const name = basename(part)
  return files
    .filter(file => file !== part && !file.includes(room))
    .flatMap(file =>
      readFileSync(src + file, 'utf8')
        .split('\n')
        .filter(line => line.includes(`/${name.replace(/ts$/, 'js')}'`))
        .map(() => file),
    )
    .sort()
}

/** What came with nobody's default, by the room of its family. */
const parts = [
  ['optim/kronecker/ekfac.ts', 'kronecker/', 'optim/table.ts'],
  ['optim/kronecker/foof.ts', 'kronecker/', 'optim/table.ts'],
  ['optim/quasi-newton/lbfgs.ts', 'quasi-newton/', 'optim/table.ts'],
  ['optim/quasi-newton/ss-broyden.ts', 'quasi-newton/', 'optim/table.ts'],
  ['optim/first-order/adam-w.ts', 'first-order/', 'optim/table.ts'],
] as const

for (const [part, room, table] of parts)
  test(`${part} is one file: the table and the export are the only two lines outside its family`, () => {
    assert.equal(importers(part, room), ['index.ts', table])
  })

for (const rule of ['gradient-norm', 'schedule'])
  test(`damping/${rule}.ts is one file: the table and the export are the only two lines outside it`, () => {
    const lines = files.flatMap(file =>
      readFileSync(src + file, 'utf8')
        .split('\n')
        .filter(
          line =>
            line.includes(`damping/${rule}.js'`) || (file.startsWith('damping/') && line.includes(`'./${rule}.js'`)),
        )
        .map(() => file),
    )
    assert.equal(lines.sort(), ['damping/table.ts', 'index.ts'])
  })

test.run()
