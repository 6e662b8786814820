import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

const pages = ['.', 'docs'].flatMap(folder =>
  readdirSync(join(root, folder), { recursive: folder === 'docs', encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => join(folder, name)),
)

for (const page of pages) {
  const text = readFileSync(join(root, page), 'utf8')
  const found = (pattern: RegExp) => [...text.matchAll(pattern)].map(match => match[1])

  test(`${page}: every npm script it names exists`, () => {
    const missing = found(/npm run ([\w:-]+)/g).filter(name => !name.endsWith(':') && !(name in scripts))
    assert.equal(missing, [])
  })

  test(`${page}: every file it links to or names exists`, () => {
    const links = found(/\]\(([^)#:]+)(?:#[^)]*)?\)/g).map(link => join(dirname(page), link))
    const paths = found(/`((?:src|workers|test|assembly|examples|bench|docs|\.ci)\/[\w./-]+)`/g)
    assert.equal(
      [...links, ...paths].filter(path => !existsSync(join(root, path))),
      [],
    )
  })
}

test.run()
