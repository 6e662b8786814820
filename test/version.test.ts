import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { version } from '../src/version.js'

test('the version that workers are held against is the package’s', () => {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  assert.is(version, JSON.parse(manifest).version)
})

test.run()
