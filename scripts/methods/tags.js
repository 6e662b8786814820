// What the docstring of a method's function says under its tags.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../src/optim/', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))
const sources = files.map(name => ({ file: `src/optim/${name}`, text: readFileSync(folder + name, 'utf8') }))

/** Tags that the docstring of every method has. */
export const TAGS = ['family', 'formula', 'source', 'cost', 'memory', 'needs', 'use']

/** @returns {{ file: string, text: string, tags: Record<string, string> }} of the function `name` */
export function described(name) {
  const found = sources.find(({ text }) => text.includes(`\nexport function ${name}(`))
  if (!found) throw new Error(`no file of src/optim exports a function ${name}`)
  const before = found.text.slice(0, found.text.indexOf(`\nexport function ${name}(`))
  const comment = before.slice(before.lastIndexOf('/**'))
  const lines = comment
    .split('\n')
    .map(line => line.replace(/^\s*\/?\*+\/?\s?/, '').trim())
    .filter(line => line !== '')
  const tags = { text: '' }
  let tag = 'text'
  for (const line of lines) {
    const [, named, rest] = /^@(\w+)\s*(.*)$/.exec(line) ?? []
    if (named) tag = named
    tags[tag] = [tags[tag], named ? rest : line].filter(Boolean).join(' ')
  }
  const { text, ...others } = tags
  const missing = TAGS.filter(each => !others[each])
  if (missing.length > 0) throw new Error(`${found.file}: the docstring of ${name} lacks @${missing.join(', @')}`)
  return { file: found.file, text, tags: others }
}
