import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { woodbury } from '../helpers/cli.js'
import { woodburyHere } from '../helpers/cli-here.js'

/** The options of the contract; help must name each. */
const TRAIN =
  '--data --target --no-header --delimiter --decimal --idx --libsvm --npy --arm --test-data --test-idx --test-libsvm --test --validation --task --hidden --activation --loss --optimizer --gradient-batch --curvature-batch --learning-rate --schedule --damping --lambda --tau --momentum --kl-clip --fisher --epochs --steps --seconds --seed --threads --dtype --checkpoint --checkpoint-every --resume --out --report --json --quiet'

for (const args of [
  ['--help'],
  [],
  ['train', '--help'],
  ['predict', '--help'],
  ['evaluate', '--help'],
  ['fit', '--help'],
  ['info', '--help'],
])
  test(`woodbury ${args.join(' ')}: help on stdout, at most 80 columns, no escape codes`, async () => {
    const { code, stdout, stderr } = await woodburyHere(args)
    assert.is(code, 0)
    assert.is(stderr, '')
    assert.match(stdout, /^Usage: woodbury/)
    assert.not.match(stdout, '\x1b')
    for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line)
  })

test('train --help names every option of the contract and gives three examples', async () => {
  const { stdout } = await woodburyHere(['train', '--help'])
  const named = new Set(stdout.match(/^ {2}(--[a-z-]+)/gm)?.map(flag => flag.trim()))
  assert.equal(
    TRAIN.split(' ').filter(flag => !named.has(flag)),
    [],
  )
  assert.is(stdout.match(/^ {2}woodbury train/gm)?.length, 3)
})

test('--version prints the version alone', async () => {
  const { code, stdout } = await woodbury(['--version'])
  assert.is(code, 0)
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
})

test.run()
