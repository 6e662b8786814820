import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type CsvDataOptions, csvDataSet } from '../../../src/data/csv/csv-data-set.js'
import type { DataSet } from '../../../src/data/table.js'
import { utf8 } from '../../helpers/bytes.js'
import { refuses } from '../../helpers/refuses.js'

// 120 prices 3000 a + 50000, written in many ways: each is read as those numbers, with a hint, or is an error that
// names line, column and text. None may become classes.

const prices = Array.from({ length: 120 }, (_, a) => 3000 * a + 50000)

const file = (write: (price: number, i: number) => string, delimiter = ';') =>
  `a${delimiter}price\n${prices.map((price, i) => `${i}${delimiter}${write(price, i)}`).join('\n')}\n`

const read = (text: string, options: Partial<CsvDataOptions> = {}) =>
  csvDataSet(utf8(text), { target: 'price', ...options })

const numbers = ({ y }: DataSet): number[] => {
  if ('data' in y) return [...y.data]
  throw new Error(`${y.length} classes`)
}

/** The digits in groups of three. */
const grouped = (price: number, mark: string) => String(price).replace(/\B(?=(\d{3})+$)/g, mark)

const WAYS: readonly (readonly [string, (price: number) => string, (',' | '.')?])[] = [
  ['$170,000', price => `$${grouped(price, ',')}`],
  ['170,000', price => grouped(price, ',')],
  ['170,000.00', price => `${grouped(price, ',')}.00`],
  ['170 000', price => grouped(price, ' ')],
  ['170 000 with a narrow blank', price => grouped(price, '\u202f')],
  ["170'000", price => grouped(price, "'")],
  ['170.000,00', price => `${grouped(price, '.')},00`, ','],
  ['170.000', price => grouped(price, '.'), ','],
  ['170 000,00 €', price => `${grouped(price, '\u00a0')},00\u00a0€`, ','],
  ['1,7E+05', price => `${String(price / 1e5).replace('.', ',')}E+05`, ','],
  ['1.7D+05', price => `${price / 1e5}D+05`],
  ['1.7·10⁵', price => `${price / 1e5}·10⁵`],
  ['170.000,-', price => `${grouped(price, '.')},-`, ','],
  ["CHF 170'000.-", price => `CHF ${grouped(price, "'")}.-`],
  ['170000 kg', price => `${price} kg`],
  ['+170000', price => `+${price}`],
  ['170K', price => `${price / 1000}K`],
]

for (const [name, write, decimal] of WAYS)
  for (const delimiter of [';', '\t'])
    test(`${name} is the number${decimal ? ' with a decimal comma' : ''}, separated by ${JSON.stringify(delimiter)}`, async () => {
      const set = await read(file(write, delimiter), { decimal })
      assert.is(set.task, 'regression')
      for (const [i, value] of numbers(set).entries()) assert.ok(Math.abs(value - prices[i]) < 1e-6, `${value}`)
      const plain = /^[+\d,E]+$/.test(write(170000)) && (decimal === ',' || name.startsWith('+'))
      if (!plain) assert.match(set.hints.join('\n'), `"${write(50000)}" is read as 50000.`)
    })

test('a quoted number with commas between thousands is read in a file of commas', async () => {
  assert.equal(numbers(await read(file(price => `"$${grouped(price, ',')}"`, ','))), prices)
})

test('money is money beside numbers, and an exponent of Fortran follows a decimal mark or stands before a sign', async () => {
  assert.equal(numbers(await read('a,price\n1,$12\n2,13\n')), [12, 13])
  assert.equal(numbers(await read('a,price\n1,1.5D3\n2,2D+03\n3,4.Q1\n')), [1500, 2000, 40])
  const { classes } = await read('a,price\n1,12D4\n2,12D5\n3,12D4\n4,12D5\n5,12D4\n')
  assert.equal(classes, ['12D4', '12D5'])
})

test('names that count are names, however many', async () => {
  assert.is((await read(file((_, i) => `class_${i % 12}`))).classes?.length, 12)
  assert.is((await read(file((_, i) => `Level ${1 + (i % 20)}`))).classes?.length, 20)
})

test('percent and parentheses', async () => {
  assert.equal(numbers(await read('a,price\n1,12 %\n2,3.5 %\n')), [12, 3.5])
  assert.equal(numbers(await read('a,price\n1,"(1,200)"\n2,−5\n3,7\n')), [-1200, -5, 7])
})

test('inputs are read so too; true and false are 1 and 0', async () => {
  const { x, hints } = await csvDataSet(utf8('m,b,y\n"1,000 kg",TRUE,1.5\n2 kg,false,2\n'), { target: 'y' })
  assert.equal([...x.data], [1000, 1, 2, 0])
  assert.match(hints.join('\n'), 'column m: "1,000 kg" is read as 1000')
  assert.match(hints.join('\n'), 'column b: true is read as 1, false as 0')
})

const REFUSED: readonly (readonly [string, (price: number, i: number) => string, number, RegExp])[] = [
  [
    'a decimal comma that was not said',
    price => `${grouped(price, '.')},00`,
    2,
    /decimal mark is a comma.*decimal ','/,
  ],
  [
    'points between thousands',
    price => `1.${grouped(price, '.')}`,
    2,
    /points stand between its thousands.*decimal ','/,
  ],
  ['one text among prices', (price, i) => (i === 7 ? 'call us' : `$${price}`), 9, /"call us" is not a number/],
  ['two units', (price, i) => (i % 2 ? `${price} kg` : `${price} g`), 3, /kg where "50000 g" is in g/],
  ['two currencies', (price, i) => (i % 2 ? `€${price}` : `$${price}`), 3, /in € where "\$50000" is in \$/],
  ['percent and none', (price, i) => (i === 3 ? `${price}` : `${price} %`), 2, /percentage/],
  ['dates', (_, i) => `2021-0${1 + (i % 9)}-${10 + (i % 17)}`, 2, /looks like a date/],
  ['times', (_, i) => `${i % 24}:${10 + (i % 50)}`, 2, /looks like a time/],
  ['hexadecimal numbers', price => `0x${price.toString(16)}`, 2, /looks like a hexadecimal number/],
  ['durations', (_, i) => `${i}h ${i % 60}m`, 2, /looks like a duration/],
  ['a way that is not known', price => `ca. ${price}`, 2, /looks like a number written in a way that is not known/],
  ['lists', price => `[${price}]`, 2, /a way that is not known/],
  ['a mangled euro', price => `â‚¬${price / 1000}.5M`, 2, /a way that is not known/],
  ['an abbreviation', (_, i) => `руб. ${12 + 3 * (i % 30)}`, 2, /a way that is not known/],
  ['intervals of pandas', (_, i) => `${i % 30} days 00:00:00`, 2, /a way that is not known/],
  ['constructors', (_, i) => `np.float64(${i % 30}.5)`, 2, /a way that is not known/],
  ['identifiers', (_, i) => `T${3 * (i % 40)}`, 2, /a way that is not known/],
  ['points between thousands beside money', price => `€ ${grouped(price / 100, '.')}`, 19, /points between thousands/],
  [
    'points between thousands before a unit',
    price => `${grouped(price / 100, '.')} km`,
    19,
    /points between thousands/,
  ],
  [
    'credits among numbers',
    (price, i) => (i % 2 ? `${price}.00 CR` : `${price}.00`),
    3,
    /in CR where others have no CR/,
  ],
  ['a scale in some cells', (price, i) => (i > 50 ? '1 million' : `${price}`), 53, /in million where others/],
  ['a unit in some cells', (price, i) => (i % 3 ? `${price}` : `${price} cm`), 2, /in cm where others have no cm/],
  ['a unit in all cells but one', (price, i) => (i === 5 ? `"${price}"` : `${price} cm`), 2, /in cm where others/],
  ['quarters', (_, i) => `${1980 + (i >> 2)}Q${1 + (i % 4)}`, 2, /looks like a date/],
  ['fractions', price => `${price}/7`, 2, /looks like a fraction/],
  ['bounds', (price, i) => (i === 4 ? `<${price}` : `${price}`), 6, /looks like a bound/],
]

for (const [name, write, line, sentence] of REFUSED)
  test(`${name}: refused, with line, column, text and what it looks like`, async () => {
    await refuses(() => read(file(write)), {
      code: 'BAD_VALUE',
      says: [`line ${line}, column price: "`, sentence],
      facts: { line },
    })
  })

test('commas between thousands are never advised to be decimal marks', async () => {
  const text = file(price => (price === 56000 ? 'oops' : grouped(price, ',')))
  await refuses(() => read(text), { says: ['line 4', '"oops"'] })
  const { hints } = await read(
    file(price => grouped(price, ',')),
    { decimal: ',' },
  )
  assert.match(hints.join('\n'), '50,000 is read as 50')
})

test('a point before three digits beside whole numbers is a mark between thousands: refused until the mark is said', async () => {
  const text = 'a;price\n1;950\n2;1.250\n3;12.500\n'
  await refuses(() => read(text), {
    code: 'BAD_VALUE',
    says: ['line 3', '"1.250"', "decimal ','"],
    facts: { text: '1.250' },
  })
  assert.equal(numbers(await read(text, { decimal: '.' })), [950, 1.25, 12.5])
  assert.equal(numbers(await read(text, { decimal: ',' })), [950, 1250, 12500])
  assert.match((await read('a;price\n2;1.250\n3;12.500\n')).hints.join('\n'), 'three digits stand behind each point')
  assert.equal(numbers(await read('a;price\n2;1.25\n3;12.500\n4;7\n')), [1.25, 12.5, 7])
})

test('names with a number in them stay classes while they are few; a hint says so', async () => {
  const stars = await read(file((_, i) => `${i % 5} stars`))
  assert.is(stars.classes?.length, 5)
  assert.match(stars.hints.join('\n'), 'set the task to regression')
  assert.equal((await read(file((_, i) => ['1st', '2nd', '3rd'][i % 3]))).classes, ['1st', '2nd', '3rd'])
  assert.equal((await read(file((_, i) => ['18-24', '25-34'][i % 2]))).classes, ['18-24', '25-34'])
})

test('as many classes as half the rows are never silent', async () => {
  for (const options of [{}, { task: 'classification' as const }]) {
    const { classes, hints } = await read(
      file(price => `house ${String(price).replace(/\d/g, digit => 'abcdefghij'[Number(digit)])}`),
      options,
    )
    assert.is(classes?.length, 120)
    assert.match(hints.join('\n'), 'price has 120 classes in 120 rows')
  }
  assert.match(
    (
      await read(
        file(price => `$${price}`),
        { task: 'classification' },
      )
    ).hints.join('\n'),
    '120 classes in 120',
  )
  assert.match(
    (
      await read(
        file(price => String(price)),
        { task: 'classification' },
      )
    ).hints.join('\n'),
    '120 classes in 120',
  )
  assert.match((await read(file((_, i) => `house ${i % 60}`))).hints.join('\n'), '60 classes in 120')
  assert.not.match((await read(file((_, i) => `house ${i % 59}`))).hints.join('\n'), 'classes in')
})

test('text with a few numbers in it is text', async () => {
  const { classes } = await read(file((price, i) => (i % 3 ? ['oak', 'elm'][i % 2] : `$${price % 2}`)))
  assert.equal(classes, ['$0', 'elm', 'oak'])
})

test('identifiers that begin with 0 are pointed at', async () => {
  const { hints } = await csvDataSet(utf8('zip,b,y\n00501,2,1.5\n10001,7,2\n'), { target: 'y' })
  assert.match(hints.join('\n'), 'column zip: 00501 and others begin with 0')
})

test.run()
