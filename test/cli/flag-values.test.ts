import type { Option } from 'commander'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { program } from '../../src/cli/program.js'

const FILES = /<(file|images)>|--(test-)?npy/

const WORDS = ['', 'abc', 'NaN', 'Infinity', '-Infinity', '0x10', '1e999', '1,5', ' 1']

/** Values that each flag of a number refuses, beside words. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  '--features': ['0', '-1', '1.5', '1e3', '9007199254740993'],
  '--test': ['0', '1', '-0.5', '1.5'],
  '--validation': ['0', '1', '-0.5', '1.5'],
  '--patience': ['0', '-1', '1.5'],
  '--hidden': ['0', '-1', '1.5', '8,', ',8', '8,0'],
  '--gradient-batch': ['0', '-1', '1.5', 'Full'],
  '--curvature-batch': ['0', '-1', '1.5', 'full'],
  '--learning-rate': ['0', '-1'],
  '--lambda': ['0', '-1'],
  '--tau': ['-1'],
  '--momentum': ['1', '2', '-0.1'],
  '--kl-clip': ['-1'],
  '--loss-bound': ['-1'],
  '--weight-decay': ['-1'],
  '--epochs': ['0', '-1'],
  '--steps': ['0', '-1', '1.5', '1e3'],
  '--seconds': ['0', '-1'],
  '--seed': ['1.5', '9007199254740993'],
  '--checkpoint-every': ['0', '-1'],
  '--threads': ['0', '-1', '1.5', '65'],
}

async function refusal(args: readonly string[]): Promise<string> {
  try {
    await program(() => {}).parseAsync(args, { from: 'user' })
  } catch (error) {
    return (error as Error).message
  }
  return 'accepted'
}

const optionsOf = (name: string) => program(() => {}).commands.find(command => command.name() === name)?.options ?? []

const isRefused = async (command: string, { flags }: Option, value: string) => {
  const [flag] = flags.split(' ')
  const said = await refusal([command, flag, value])
  assert.ok(said.startsWith(`error: option '${flags}' argument '${value}' is invalid. `), `${flag} "${value}": ${said}`)
}

for (const command of ['train', 'predict', 'evaluate']) {
  const valued = optionsOf(command).filter(({ required }) => required)

  test(`${command}: every flag refuses an empty value and a missing one by its own name`, async () => {
    assert.ok(valued.length >= 7)
    for (const option of valued) {
      await isRefused(command, option, '')
      assert.is(await refusal([command, option.long ?? '']), `error: option '${option.flags}' argument missing`)
    }
  })

  test(`${command}: a flag is no path, so a forgotten path is noticed`, async () => {
    const files = valued.filter(({ flags }) => FILES.test(flags))
    assert.ok(files.length >= 5)
    for (const option of files) await isRefused(command, option, '--json')
  })
}

test('train: every flag of a number refuses text and numbers out of its range by its own name', async () => {
  const options = optionsOf('train')
  for (const [flag, values] of Object.entries(REFUSED)) {
    const option = options.find(({ long }) => long === flag)
    assert.ok(option, flag)
    for (const value of [...WORDS, ...values])
      if (option && !(flag === '--hidden' && value === '1,5')) await isRefused('train', option, value)
  }
})

test('train: no flag of a number is left out above', () => {
  const parsers = optionsOf('train').filter(({ flags, parseArg, argChoices }) => {
    return parseArg && !argChoices && !FILES.test(flags) && !/<(column|character|names|name=value)>/.test(flags)
  })
  assert.equal(parsers.map(({ long }) => long).sort(), Object.keys(REFUSED).sort())
})

test('train: every flag of a choice names its words', async () => {
  const choices = optionsOf('train').filter(({ argChoices }) => argChoices)
  assert.ok(choices.length >= 10)
  for (const { long, argChoices } of choices)
    assert.match(await refusal(['train', long ?? '', 'x']), `Allowed choices are ${argChoices?.join(', ')}.`)
})

test.run()
