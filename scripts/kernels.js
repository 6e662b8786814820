// Compiles every set of kernels for both builds, which takes half a minute; not again where nothing has changed since.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'

const RECORD = 'dist/kernels.sha256'

const filesIn = folder => (existsSync(folder) ? readdirSync(folder, { recursive: true }).sort() : [])

/** Of all that the kernels are made from, and of what was made: a build by hand, as for debugging, is no build of these. */
function digest() {
  const hash = createHash('sha256').update(asc.version)
  const sources = filesIn('assembly').filter(name => /\.(ts|json)$/.test(name))
  const made = filesIn('dist/assembly').filter(name => name.endsWith('.wasm'))
  const files = [...sources.map(name => `assembly/${name}`), ...made.map(name => `dist/assembly/${name}`)]
  for (const file of ['asconfig.json', 'scripts/kernels.js', ...files]) {
    const bytes = readFileSync(file)
    hash.update(`\n${file} ${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}

if (!existsSync(RECORD) || readFileSync(RECORD, 'utf8') !== digest()) {
  for (const config of ['asconfig', 'assembly/single', 'assembly/predict', 'assembly/family'])
    for (const target of ['plain', 'relaxed']) {
      const { error } = await asc.main(['--config', `${config}.json`, '--target', target], { stderr: process.stderr })
      if (error) throw error
    }
  writeFileSync(RECORD, digest())
}
