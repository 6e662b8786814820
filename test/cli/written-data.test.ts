import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { scratchFolder } from '../helpers/cli.js'
import { woodburyHere } from '../helpers/cli-here.js'

// Files as people bring them, through the command: what is read is said in a note, what is not ends in exit code 2.

const cwd = scratchFolder(test)
const put = (name: string, content: string | Uint8Array) => writeFileSync(join(cwd, name), content)

const areas = Array.from({ length: 120 }, (_, i) => (37 * i) % 120)
const price = (a: number) => 3000 * a + 50000
const linear = ['--hidden', 'none', '--optimizer', 'smw-gn', '--epochs', '20', '--json']
/** The standard deviation of the prices. */
const deviation = 3000 * Math.sqrt((120 ** 2 - 1) / 12)

const grouped = (value: number, mark = ',') => String(value).replace(/\B(?=(\d{3})+$)/g, mark)
const table = (write: (value: number) => string, delimiter = ',') =>
  `a${delimiter}price\n${areas.map(a => `${a}${delimiter}${write(price(a))}`).join('\n')}\n`

async function testRmse(args: string[]): Promise<{ rmse: number; stderr: string; warnings: string[] }> {
  const { code, stdout, stderr } = await woodburyHere(['train', ...args, '--test', '0.2', ...linear], { cwd })
  assert.is(code, 0, stderr)
  const { test: figures, warnings } = JSON.parse(stdout)
  return { rmse: figures.rmse, stderr, warnings }
}

test('120 prices 3000 a + 50000 written as "$170,000": test rmse < 1 % of their deviation, with a note', async () => {
  put(
    'us.csv',
    table(value => `"$${grouped(value)}"`),
  )
  const { rmse, stderr, warnings } = await testRmse(['--data', 'us.csv', '--target', 'price'])
  assert.ok(rmse < 0.01 * deviation, `${rmse} of ${deviation}`)
  assert.match(stderr, /note: us\.csv, column price: "\$50,000" is read as 50000\./)
  assert.match(warnings.join('\n'), 'is read as 50000')
})

test('so are 170,000 with tabs, 170 000 € with a decimal comma, and 1,7E+05', async () => {
  put(
    'tab.csv',
    table(value => grouped(value), '\t'),
  )
  put(
    'eur.csv',
    table(value => `${grouped(value, '\u202f')},00 €`, ';'),
  )
  put(
    'exp.csv',
    table(value => `${String(value / 1e5).replace('.', ',')}E+05`, ';'),
  )
  for (const args of [['tab.csv'], ['eur.csv', '--decimal', ','], ['exp.csv', '--decimal', ',']]) {
    const { rmse } = await testRmse(['--data', ...args, '--target', 'price'])
    assert.ok(rmse < 0.01 * deviation, `${args}: ${rmse} of ${deviation}`)
  }
})

test('300 prices in 300 rows of LIBSVM are regression, with a note', async () => {
  put('p.svm', Array.from({ length: 300 }, (_, i) => `${price((7 * i) % 300)} 1:${(7 * i) % 300}`).join('\n'))
  const { rmse, stderr } = await testRmse(['--libsvm', 'p.svm'])
  assert.ok(rmse < 0.01 * 3000 * Math.sqrt((300 ** 2 - 1) / 12), String(rmse))
  assert.match(stderr, 'label holds 300 different whole numbers and is taken as regression')
})

test('numbers that cannot be read end in exit code 2 with line, column, text and what they look like', async () => {
  put(
    'de.csv',
    table(value => `${grouped(value, '.')},00`, ';'),
  )
  put(
    'hex.csv',
    table(value => `0x${value.toString(16)}`),
  )
  for (const [name, sentence] of [
    ['de.csv', /de\.csv line 2, column price: "50\.000,00" is not a number: its decimal mark is a comma/],
    ['hex.csv', /hex\.csv line 2, column price: "0xc350" is not a number: it looks like a hexadecimal number/],
  ] as const) {
    const { code, stderr } = await woodburyHere(['train', '--data', name, '--target', 'price', '--steps', '1'], { cwd })
    assert.is(code, 2, stderr)
    assert.match(stderr, sentence)
  }
})

test('a row number without a name is no input; years are a header, and --no-header makes them data', async () => {
  put('frame.csv', `,2019,2020,2021\n${areas.map((a, i) => `${i},${a},${(a * a) % 7},${2 * a}`).join('\n')}\n`)
  const framed = await testRmse(['--data', 'frame.csv', '--target', '2021'])
  assert.ok(framed.rmse < 1, String(framed.rmse))
  assert.match(framed.stderr, 'the first column has no name')
  put('years.csv', `2019,2020,2021\n${areas.map(a => `${a},${(a * a) % 7},${2 * a}`).join('\n')}\n`)
  const years = await testRmse(['--data', 'years.csv', '--target', '2021'])
  assert.ok(years.rmse < 1, String(years.rmse))
  const forced = await testRmse(['--data', 'years.csv', '--target', '2021', '--header'])
  assert.is(forced.rmse, years.rmse)
  const denied = await woodburyHere(['train', '--data', 'years.csv', '--target', '2021', '--no-header'], { cwd })
  assert.is(denied.code, 2)
})

test('missing values of other programs: --missing omit in train, error, omit and empty in predict', async () => {
  const marks = ['NULL', 'None', '<NA>', '#N/A', '-nan', '-nan(ind)', '1.#QNAN', '.', '-99']
  const rows = areas.map((a, i) => `${marks[i] ?? a},${price(a)}`)
  put('gaps.csv', `a,price\n${rows.join('\n')}\n`)
  const known = ['--data', 'gaps.csv', '--target', 'price', '--missing-values', '-99,nope']
  const refused = await woodburyHere(['train', ...known], { cwd })
  assert.is(refused.code, 2)
  assert.match(refused.stderr, /gaps\.csv line 2, column a: "NULL" is a missing value/)
  const trained = await testRmse([...known, '--missing', 'omit', '--out', 'm.safetensors'])
  assert.ok(trained.rmse < 0.01 * deviation)
  assert.match(trained.stderr, 'left out 9 rows with missing values')

  put('new.csv', 'a\n1\nnope\n3\n.\n')
  const predict = (...args: string[]) =>
    woodburyHere(['predict', '--model', 'm.safetensors', '--data', 'new.csv', '--missing-values', 'nope', ...args], {
      cwd,
    })
  const error = await predict()
  assert.is(error.code, 2)
  assert.match(error.stderr, /line 3, column a: "nope" is a missing value.*missing: empty/)
  const empty = await predict('--missing', 'empty')
  const lines = empty.stdout.trimEnd().split('\n')
  assert.equal(
    lines.map(line => line === '""'),
    [false, false, true, false, true],
  )
  assert.ok(
    Math.abs(Number(lines[1]) - price(1)) < 0.01 * deviation &&
      Math.abs(Number(lines[3]) - price(3)) < 0.01 * deviation,
  )
  assert.match(empty.stderr, /2 in all: line 3, 5/)
  const json = JSON.parse((await predict('--missing', 'empty', '--json')).stdout)
  assert.equal([json.rows, json.prediction.map((row: unknown) => row === null)], [4, [false, true, false, true]])
  assert.equal((await predict('--missing', 'omit')).stdout.trimEnd().split('\n').length, 3)
  const evaluated = await woodburyHere(
    [
      'evaluate',
      '--model',
      'm.safetensors',
      '--data',
      'gaps.csv',
      '--missing',
      'omit',
      '--missing-values',
      '-99',
      '--json',
    ],
    { cwd },
  )
  assert.is(JSON.parse(evaluated.stdout).samples, 111)
  put('none.csv', 'a\n.\n.\n')
  const none = await woodburyHere(['predict', '--model', 'm.safetensors', '--data', 'none.csv', '--missing', 'empty'], {
    cwd,
  })
  assert.is(none.stdout, 'prediction\n""\n""\n')
})

test('options of CSV files are refused where they would do nothing', async () => {
  for (const args of [
    ['train', '--arm', '--header'],
    ['train', '--arm', '--missing-values', 'x'],
    ['predict', '--model', 'm.safetensors', '--npy', 'x.npy', '--missing', 'empty'],
  ]) {
    const { code, stderr } = await woodburyHere(args, { cwd })
    assert.is(code, 2, stderr)
    assert.match(stderr, /goes with --data/)
  }
})

test('help names the missing values of other programs', async () => {
  for (const command of ['train', 'evaluate', 'predict']) {
    const { stdout } = await woodburyHere([command, '--help'])
    for (const name of ['NULL', 'None', '<NA>', '#N/A', '-NaN', '-nan(ind)', '1.#QNAN', ' ., '])
      assert.match(stdout, name)
    for (const flag of ['--header', '--no-header', '--missing-values', '--missing <what>']) assert.match(stdout, flag)
  }
})

test('a foreign file is called by its name', async () => {
  put('x.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10))
  const { code, stderr } = await woodburyHere(['train', '--idx', 'x.png', 'x.png'], { cwd })
  assert.is(code, 2)
  assert.match(
    stderr,
    /x\.png: not an IDX file: it looks like a PNG picture; it begins with the bytes 89 50 4e 47 .* 00 00 08 03/,
  )
})

test.run()
