/** Node's permission model, in a process of its own: what it forbids is answered with the flag that allows it. */
import { execFile } from 'node:child_process'
import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const dist = fileURLToPath(new URL('../..', import.meta.url))
const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission'
const quiet = ['--disable-warning=ExperimentalWarning', '--disable-warning=SecurityWarning']
const folder = mkdtempSync(join(tmpdir(), 'woodbury-permission-'))

const installed = join(dist, '../node_modules')
// Node 20 aborts where a path is named twice.
const readable = [...new Set([dist, installed, realpathSync(installed)])]
  .map(path => join(path, '*'))
  .concat(join(dist, '../package.json'))

const node = (args: readonly string[]) =>
  promisify(execFile)(process.execPath, [
    permission,
    ...readable.map(path => `--allow-fs-read=${path}`),
    ...quiet,
    ...args,
  ]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  )

const script = (code: string) => ['--input-type=module', '--eval', code]

test('workers are asked for by --allow-worker, not by a policy of pages, in the warning and in info()', async () => {
  const { stdout, stderr } = await node(
    script(`
      import { dense, fit, info, sequential } from '${dist}src/index.js'
      const net = sequential({ input: 1, seed: 0 }, [dense(1)])
      const { steps, warnings, place } = await fit(net, { x: [1, 2, 3], y: [1, 2, 3] }, { steps: 2, threads: 2 })
      console.log(JSON.stringify({ steps, warnings, place, reason: info().reason }))
    `),
  )
  assert.is(stderr, '')
  const { steps, warnings, place, reason } = JSON.parse(stdout)
  assert.equal([steps, place, warnings.length], [2, 'inline', 1])
  for (const text of [warnings[0], reason]) {
    assert.match(text, '--allow-worker')
    assert.not.match(text, 'Content-Security-Policy')
  }
})

test('kernels that may not be read are asked for by --allow-fs-read', async () => {
  const { stdout } = await node(
    script(`
      import { dense, fit, init, sequential } from '${dist}src/index.js'
      init({ simd: 'plain', wasm: { plain: new URL('file://${folder}/plain.wasm') } })
      const net = sequential({ input: 1, seed: 0 }, [dense(1)])
      await fit(net, { x: [1, 2, 3], y: [1, 2, 3] }, { steps: 2, threads: 1 }).catch(({ code, message }) => console.log(code, message))
    `),
  )
  assert.match(stdout, /^BAD_FILE .*--allow-fs-read/)
})

test('the command line names the flag for a file it may not read or write, with exit code 2 and one line', async () => {
  const data = join(folder, 'data.csv')
  writeFileSync(data, 'a,b\n1,2\n2,3\n3,4\n')
  const main = join(dist, 'src/cli/main.js')
  const read = await node([main, 'train', '--data', data, '--target', 'b'])
  assert.is(read.code, 2)
  assert.match(read.stderr, /^woodbury: \S*data\.csv: .*--allow-fs-read[^\n]*\n$/)
  const written = await node([
    `--allow-fs-read=${folder}/*`,
    main,
    'train',
    '--data',
    data,
    '--target',
    'b',
    '--out',
    join(folder, 'm.safetensors'),
  ])
  assert.is(written.code, 2)
  assert.match(written.stderr, /^woodbury: \S*m\.safetensors: .*--allow-fs-write[^\n]*\n$/)
})

test.run()
