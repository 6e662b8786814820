import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { settingsOf } from '../../src/cli/train/set-flag.js'
import { woodburyHere } from '../helpers/cli-here.js'
import { refuses } from '../helpers/refuses.js'

const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

test('--set reads numbers, truth and words, names in either case, and options of a part', () => {
  const said = { momentum: 0.5, damping: { kind: 'gainRatio' } }
  assert.equal(
    plain(settingsOf(['inverse-interval=10', 'nesterov=true', 'factors=exact', 'damping.boost=2', 'decay=1e-1'], said)),
    {
      momentum: 0.5,
      damping: { kind: 'gainRatio', boost: 2 },
      inverseInterval: 10,
      nesterov: true,
      factors: 'exact',
      decay: 0.1,
    },
  )
  assert.equal(plain(settingsOf(['damping.kind=gradient-norm', 'damping.constant=3'], {})), {
    damping: { kind: 'gradientNorm', constant: 3 },
  })
})

test('--set without a value, or for what was said already, is refused', async () => {
  for (const [sets, said, says] of [
    [['decay'], {}, 'no name=value'],
    [['=3'], {}, 'no name=value'],
    [['decay=1', 'decay=2'], {}, 'said twice'],
    [['momentum=1'], { momentum: 0.5 }, 'said twice'],
    [['damping.boost=2'], { damping: 3 }, 'said twice'],
    [['damping=2', 'damping.boost=2'], {}, 'said twice'],
    [['damping.boost=2', 'damping=2'], {}, 'said twice'],
    [['__proto__.a=1', '__proto__=2'], {}, 'said twice'],
  ] as const)
    await refuses(() => settingsOf(sets, said), { code: 'BAD_OPTION', says: [says] })
})

test('a run of the command with --set trains with it, and an unknown name is refused by name', async () => {
  const args = ['train', '--arm', '--steps', '2', '--quiet', '--json', '--optimizer', 'kfac']
  const { code, stdout } = await woodburyHere([
    ...args,
    '--set',
    'inverse-interval=5',
    '--damping',
    'gain-ratio',
    '--set',
    'damping.boost=3',
  ])
  assert.is(code, 0)
  const { optimizer, settings } = JSON.parse(stdout)
  assert.is(optimizer, 'kfac')
  assert.is(settings.inverseInterval, 5)
  assert.is(settings.damping.boost, 3)
  const wrong = await woodburyHere([...args, '--set', 'inverse-intervall=5'])
  assert.is(wrong.code, 2)
  assert.match(wrong.stderr, 'Did you mean "inverseInterval"?')
})

test.run()
