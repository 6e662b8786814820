import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { program } from '../../../src/cli/program.js'
import { scratchFolder } from '../../helpers/cli.js'
import { woodburyHere } from '../../helpers/cli-here.js'

const cwd = scratchFolder(test)
process.chdir(cwd)
const put = (name: string, content: string) => writeFileSync(join(cwd, name), content)

put('rates.csv', 'conc,rate,err\n1,2,0.1\n2,3,0.1\n3,5,-1\n4,6,0.1\n')
put('text.csv', 'x,y\n1,2\n2,oops\n3,4\n')
put('missing.csv', 'x,y\n1,2\n2,\n3,4\n')
put('one.csv', 'x\n1\n2\n')
put('two.csv', 'x,y\n1,2\n2,3\n')
put('empty.csv', '')

const line = ['--model', 'a*x+b', '--start', 'a=1,b=0']

const BAD: readonly (readonly [string[], RegExp])[] = [
  [[], /no data\. Pass a CSV file, as in woodbury fit data\.csv --model/],
  [['rates.csv'], /no model\. Pass --model .* --start/],
  [['rates.csv', '--model', ' '], /no model/],
  [['rates.csv', '--model', 'a*x'], /"a\*x" have no start\. Pass --start auto, or/],
  [['rates.csv', ...line, 'more.csv'], /too many arguments/],
  [['rates.csv', ...line, '--bonds', 'a=0:'], /unknown option '--bonds' .*--bounds/],
  [['nope.csv', ...line], /nope\.csv: no such file/],
  [['empty.csv', ...line], /empty\.csv.*an empty file/],
  [['rates.csv', ...line, '--x', 'cnoc'], /rates\.csv has no column "cnoc", which --x names\. Did you mean "conc"\?/],
  [['rates.csv', ...line, '--x', 'conc,rat'], /no column "rat", which --x names\. Did you mean "rate"\?/],
  [
    ['rates.csv', ...line, '--y', 'zzzzz'],
    /which --y names\. It has the columns conc, rate, err; pass a name or a number/,
  ],
  [['rates.csv', ...line, '--sigma', 'er'], /which --sigma names\. Did you mean "err"\?/],
  [['rates.csv', ...line, '--weights', '9'], /no column "9", which --weights names/],
  [['rates.csv', ...line, '--sigma', 'err'], /sigma on line 4 is -1\. Pass a standard deviation above 0/],
  [['one.csv', ...line], /one\.csv has no column left for y\. It has the column x\./],
  [['text.csv', ...line], /text\.csv line 3, column y: "oops" is not a number/],
  [
    ['missing.csv', ...line],
    /missing\.csv line 3, column y: the cell is empty\. Fill it in, or leave out such rows \(--missing omit\)\./,
  ],
  [
    ['rates.csv', '--model', 'a*x+b', '--start', 'a=1,b'],
    /--start.*"b" is no name=value\. Pass auto, or start values as in a=1,b=0\.1/,
  ],
  [['rates.csv', '--model', 'a*x+b', '--start', 'a=1,b=one'], /--start.*"one" is not a number/],
  [['rates.csv', '--model', 'a*x+b', '--start', 'a=1,a=2'], /--start.*a is said twice/],
  [['rates.csv', '--model', 'a*x+b', '--start', 'a=1', '--start', 'a=2'], /--start.*a is said twice/],
  [['rates.csv', ...line, '--bounds', 'a=1'], /--bounds.*"1" has no colon between two ends\. Pass bounds as in/],
  [['rates.csv', ...line, '--bounds', 'a=0:x'], /--bounds.*"x" is not a number/],
  [['rates.csv', ...line, '--bounds', 'alpha=0:1'], /--bounds: no parameter "alpha"\. Known: "a", "b"/],
  [['rates.csv', ...line, '--bounds', 'a=2:3'], /start lies outside the bounds: a = 1 \(2 to 3\)/],
  [['rates.csv', ...line, '--bounds', 'a=3:0'], /lower lies above upper for a/],
  [['rates.csv', ...line, '--fixed', 'A,b'], /--fixed: no parameter "A"\. Did you mean "a"\?/],
  [['rates.csv', ...line, '--derived', 'q'], /--derived.*"q" is no name=value/],
  [['rates.csv', ...line, '--derived', 'q=a*k'], /unknown name "k"/],
  [['rates.csv', ...line, '--loss', 'hubber'], /--loss.*'hubber'.*huber/],
  [['rates.csv', '--model', 'a*x+q', '--start', 'a=1'], /unknown name "q".*--start/],
  [['rates.csv', '--model', 'a*x+', '--start', 'a=1'], /a\*x\+/],
  [['rates.csv', '--model', 'a*log(x-2)', '--start', 'a=1'], /the model is (NaN|-Infinity) on line 2 \(x = 1\)/],
  [['rates.csv', '--model', 'process.exit(7)', '--start', 'a=1'], /process/],
  [['two.csv', '--model', 'a*x^2+b*x+c', '--start', 'a=1,b=1,c=1'], /2 points cannot determine 3 parameters/],
  [['rates.csv', ...line, '--out', 'nowhere/f.json'], /nowhere.f\.json: its folder does not exist/],
  [['rates.csv', ...line, '--report', './rates.csv'], /--report \.\/rates\.csv is the file of the data too/],
  [['rates.csv', ...line, '--report', 'a', '--plot', './a'], /--plot \.\/a is the file of --report too/],
]

for (const [args, sentence] of BAD)
  test(`woodbury fit ${args.join(' ')}: one line, exit code 2`, async () => {
    const { code, stdout, stderr } = await woodburyHere(['fit', ...args])
    assert.is(code, 2, stderr)
    assert.is(stdout, '')
    assert.match(stderr, /^woodbury: [^\n]+\n$/)
    assert.match(stderr, sentence)
    assert.not.match(stderr, 'fitCurve')
  })

test('the data are as they were', () =>
  assert.match(readFileSync(join(cwd, 'rates.csv'), 'utf8'), /^conc,rate,err\n1,2,0\.1\n/))

const REFUSED: Readonly<Record<string, readonly string[]>> = {
  '--loss-scale': ['0', '-1'],
  '--starts': ['0', '1.5'],
  '--seed': ['1.5'],
  '--max-evaluations': ['0', '1.5'],
  '--seconds': ['0', '-1'],
}

test('every flag refuses an empty value, those of a number text and numbers out of range, those of a file a flag', async () => {
  const refusal = async (args: readonly string[]) => {
    try {
      await program(() => {}).parseAsync(args, { from: 'user' })
    } catch (error) {
      return (error as Error).message
    }
    return 'accepted'
  }
  const options = program(() => {}).commands.find(command => command.name() === 'fit')?.options ?? []
  // An empty model is told apart from a missing one by the command itself.
  const valued = options.filter(({ required, long }) => required && long !== '--model')
  assert.ok(valued.length >= 20)
  for (const { flags, long = '' } of valued) {
    const words = [
      '',
      ...(REFUSED[long] ? ['abc', 'NaN', '1e999', ...REFUSED[long]] : []),
      ...(flags.includes('<file>') ? ['--json'] : []),
    ]
    for (const word of words)
      assert.match(await refusal(['fit', long, word]), `option '${flags}' argument '${word}' is invalid. `)
  }
})

test.run()
