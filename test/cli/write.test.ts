import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkOutputs } from '../../src/cli/files/check-outputs.js'
import { checkWritable, write } from '../../src/cli/files/write.js'
import { load } from '../../src/index.js'
import { scratchFolder, woodbury } from '../helpers/cli.js'
import { woodburyHere } from '../helpers/cli-here.js'

const posix = process.platform === 'win32' ? test.skip : test

const cwd = scratchFolder(test)
const at = (name: string) => join(cwd, name)
const rows = Array.from({ length: 20 }, (_, i) => `${i},${(i * 7) % 10}`)
writeFileSync(at('rows.csv'), `n,m\n${rows.join('\n')}\n`)
const train = ['train', '--data', 'rows.csv', '--target', 'm', '--steps', '2', '--quiet']
const leftovers = () => readdirSync(cwd).filter(name => name.endsWith('.tmp'))

posix('a file is replaced, not rewritten: whoever has the old one open reads the old one', async () => {
  writeFileSync(at('old'), 'old')
  linkSync(at('old'), at('held'))
  await write(at('old'), 'new')
  assert.is(readFileSync(at('old'), 'utf8'), 'new')
  assert.is(readFileSync(at('held'), 'utf8'), 'old')
  assert.equal(leftovers(), [])
})

posix('permission bits stay, and those of a new file are as the system has them', async () => {
  for (const mode of [0o600, 0o640, 0o755]) {
    writeFileSync(at('bits'), 'old')
    chmodSync(at('bits'), mode)
    await write(at('bits'), 'new')
    assert.is(statSync(at('bits')).mode & 0o777, mode)
  }
  writeFileSync(at('plain'), '')
  await write(at('fresh'), 'new')
  assert.is(statSync(at('fresh')).mode, statSync(at('plain')).mode)
})

posix('links are followed, whether their end is there or not', async () => {
  mkdirSync(at('far'))
  writeFileSync(at('far/there'), 'old')
  for (const end of ['there', 'not-yet']) {
    symlinkSync(`far/${end}`, at(`to-${end}`))
    symlinkSync(at(`to-${end}`), at(`to-to-${end}`))
    await write(at(`to-to-${end}`), 'new')
    assert.ok(lstatSync(at(`to-to-${end}`)).isSymbolicLink() && lstatSync(at(`to-${end}`)).isSymbolicLink())
    assert.is(readFileSync(at(`far/${end}`), 'utf8'), 'new')
  }
  symlinkSync('b', at('a'))
  symlinkSync('a', at('b'))
  assert.match(await messageOf(write(at('a'), 'new')), 'its links go in a circle')
})

posix('where the new file cannot be written whole the old one stays, and nothing beside it', async () => {
  const model = ['bash', '-c', 'ulimit -f 8; exec "$@"', 'bash', process.execPath] as const
  writeFileSync(at('m.safetensors'), 'the old model')
  const { code, stderr } = await woodbury([...train, '--out', 'm.safetensors'], { cwd, through: [...model] })
  assert.is(code, 2)
  assert.match(stderr, /^woodbury: m\.safetensors: a limit on the size of files is reached[^\n]*\n$/)
  assert.is(readFileSync(at('m.safetensors'), 'utf8'), 'the old model')
  assert.equal(leftovers(), [])
})

const SMALL_DISK =
  'mount -t tmpfs -o size=16k none "$0" && cd "$0" && echo old > m; "$@"; code=$?; cat m; ls -A; exit $code'
const hasMounts = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', cwd]).status === 0
if (!hasMounts) process.stdout.write('skipped: no rights to mount a small file system\n')

const mounted = hasMounts ? test : test.skip
mounted('on a full disk the old model stays, and the new one is saved elsewhere and named', async () => {
  mkdirSync(at('disk'))
  const args = ['train', '--data', at('rows.csv'), '--target', 'm', '--steps', '2', '--quiet', '--out', 'm']
  const through = ['unshare', '-m', 'bash', '-c', SMALL_DISK, at('disk'), process.execPath] as const
  const { code, stdout, stderr } = await woodbury(args, { cwd, through: [...through] })
  assert.is(code, 2, stderr)
  assert.is(stdout, 'old\nm\n')
  const [, rescued] = stderr.match(/^woodbury: m: the disk is full\. Make room\. The model is in (\S+)\.\n$/) ?? []
  assert.is(load(readFileSync(rescued)).params.length, 4353)
  rmSync(dirname(rescued), { recursive: true })
})

posix('what a killed process left is cleared away by the next run with that target', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  await write(at('kept'), 'old')
  const [mine] = [`.kept.${spawnSync('hostname').stdout.toString().trim().slice(0, 40)}-${pid}.tmp`]
  writeFileSync(at(mine), 'ha')
  writeFileSync(at('.kept.elsewhere-1.tmp'), 'lf')
  await checkWritable(at('kept'))
  assert.equal(leftovers(), ['.kept.elsewhere-1.tmp'])
})

posix('stdout, pipes and devices are written as they are', async () => {
  const shell = (script: string): [string, ...string[]] => ['bash', '-c', script, 'bash', process.execPath]
  const model = (name: string) => load(readFileSync(at(name))).params.length
  const loud = train.slice(0, -1)
  const piped = await woodbury([...loud, '--out', '/dev/stdout'], { cwd, through: shell('"$@" | cat > piped') })
  assert.match(piped.stderr, 'stopped')
  assert.is(model('piped'), 4353)
  await woodbury([...loud, '--out', '/dev/stdout'], { cwd, through: shell('"$@" > redirected') })
  assert.is(model('redirected'), 4353)
  await woodbury([...train, '--out', 'fifo'], { cwd, through: shell('mkfifo fifo; cat fifo > read & "$@"; wait') })
  assert.is(model('read'), 4353)
  assert.ok(lstatSync(at('fifo')).isFIFO())
  const twice = [...train, '--out', '/dev/null', '--report', '/dev/null', '--checkpoint', '/dev/null']
  assert.is((await woodbury(twice, { cwd })).code, 0)
  assert.ok(statSync('/dev/null').isCharacterDevice())
  const mixed = await woodbury([...train, '--out', '/dev/stdout', '--json'], { cwd })
  assert.match(mixed.stderr, /--json prints on stdout, as --out \/dev\/stdout does/)
})

const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    error => (error as Error).message,
  )

test('a path that is an input or another output by any spelling is refused before anything runs', async () => {
  mkdirSync(at('sub'))
  writeFileSync(at('in'), 'data')
  linkSync(at('in'), at('hard'))
  symlinkSync(at('in'), at('soft'))
  symlinkSync('not-there', at('dangling'))
  symlinkSync('sub', at('folder-link'))
  const inputs = { '--data': at('in'), '--idx': [at('x'), at('y')] }
  for (const path of [at('in'), at('./in'), at('sub/../in'), at('hard'), at('soft'), `${cwd}//in`, at('y')])
    assert.match(
      await messageOf(checkOutputs('train', { '--out': path }, inputs)),
      /--out .* is the file of --(data|idx) /,
    )
  const pairs = [
    ['not-there', './not-there'],
    ['not-there', 'dangling'],
    ['sub/new', 'folder-link/new'],
    ['soft', 'hard'],
  ]
  for (const [one, other] of pairs) {
    const both = { '--out': at(one), '--report': at(other) }
    assert.match(await messageOf(checkOutputs('train', both, {})), /--report .* is the file of --out too/)
  }
  assert.is(await messageOf(checkOutputs('train', { '--out': at('one'), '--report': at('two') }, inputs)), 'done')
  assert.is(readFileSync(at('in'), 'utf8'), 'data')
  assert.ok(!existsSync(at('one')), 'the check leaves nothing')
})

test('every file of train and predict is held against what they write', async () => {
  const outputs = ['--out', '--report', '--checkpoint']
  for (const output of outputs)
    for (const input of ['--test-data', '--resume']) {
      if (output === '--checkpoint' && input === '--resume') continue
      const { code, stderr } = await woodburyHere([...train, input, 'rows.csv', output, './rows.csv'], { cwd })
      assert.is(code, 2)
      assert.match(stderr, new RegExp(`^woodbury: train: ${output} \\./rows\\.csv is the file of --(test-)?data`))
    }
  const { stderr } = await woodburyHere(['predict', '--model', 'm', '--data', 'rows.csv', '--out', 'm'], { cwd })
  assert.match(stderr, /^woodbury: predict: --out m is the file of --model too/)
})

test('a folder, a missing folder and one that may not be written are refused before training', async () => {
  mkdirSync(at('locked'))
  chmodSync(at('locked'), 0o555)
  chmodSync(cwd, 0o755)
  for (const flag of ['--out', '--report', '--checkpoint'])
    for (const [path, sentence] of [
      ['sub', 'it is a folder'],
      ['new/', 'it is a folder'],
      ['nowhere/m', 'its folder does not exist'],
      ['rows.csv/m', 'a part of the path is a file'],
      ['/proc/m', /its folder does not exist|may not be written/],
      [`${'n'.repeat(300)}`, 'its name is too long'],
    ] as const) {
      const message = await messageOf(
        checkOutputs('train', { [flag]: path.startsWith('/') ? path : `${cwd}/${path}` }, {}),
      )
      assert.match(message, sentence)
    }
  if (process.getuid?.() !== 0) assert.match(await messageOf(checkWritable(at('locked/m'))), 'it may not be written')
  else {
    const script = `import(${JSON.stringify(new URL('../../src/cli/files/write.js', import.meta.url).href)}).then(({ checkWritable }) =>
      { process.setuid(65534); return checkWritable(${JSON.stringify(at('locked/m'))}) }).catch(e => console.log(e.message))`
    assert.match(spawnSync(process.execPath, ['-e', script]).stdout.toString(), 'it may not be written')
  }
})

test.run()
