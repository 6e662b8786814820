import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve, loadFit } from '../../../src/curve/index.js'
import { scratchFolder, woodbury } from '../../helpers/cli.js'
import { woodburyHere } from '../../helpers/cli-here.js'
import { malformed } from '../../helpers/plot.js'

const cwd = scratchFolder(test)
const put = (name: string, content: string | Uint8Array) => writeFileSync(join(cwd, name), content)
const fit = (...args: string[]) => woodburyHere(['fit', ...args])
process.chdir(cwd)

const x = Array.from({ length: 12 }, (_, k) => k / 2)
const y = x.map((v, k) => 3 * Math.exp(-0.5 * v) + 1 + 0.1 * Math.sin(7 * k))
const sigma = x.map((_, k) => 0.05 + 0.01 * k)
put('decay.csv', `x,y,s,half,zero\n${x.map((v, k) => `${v},${y[k]},${sigma[k]},0.5,${k === 3 ? 0 : 1}`).join('\n')}\n`)
const decay = ['decay.csv', '--model', 'a*exp(-b*x)+c', '--start', 'a=2,b=1,c=0']
const start = { a: 2, b: 1, c: 0 }
const exact = fitCurve('a*exp(-b*x)+c', { x, y }, { start })

test('the report of fitCurve is printed under a line that says the columns, at most 80 wide', async () => {
  const { code, stdout, stderr } = await fit(...decay)
  assert.is(code, 0, stderr)
  assert.is(stderr, '')
  assert.is(stdout, `decay.csv: x is x; y is y (--x and --y choose others)\n${exact.report()}\n`)
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line)
})

test('--json is one object: parameters and errors by name, no history, no residuals', async () => {
  const { code, stdout, stderr } = await fit(...decay, '--json')
  assert.is(code, 0, stderr)
  assert.is(stdout.trimEnd().split('\n').length, 1)
  const json = JSON.parse(stdout)
  assert.equal(json.parameters, { ...exact.parameters })
  assert.equal(json.standardErrors, { ...exact.standardErrors })
  assert.equal(json.columns, { x: ['x'], y: 'y' })
  assert.is(json.points, 12)
  assert.is(json.converged, true)
  assert.not('history' in json || 'residuals' in json)
})

test('--out is what loadFit reads, --report a page and --plot an SVG with the columns on the axes', async () => {
  const { code, stderr } = await fit(...decay, '--out', 'f.json', '--report', 'f.html', '--plot', 'f.svg')
  assert.is(code, 0, stderr)
  assert.is(stderr, 'wrote f.json\nwrote f.html\nwrote f.svg\n')
  const text = (name: string) => readFileSync(join(cwd, name), 'utf8')
  assert.equal(loadFit(text('f.json')).predict([1, 2]), exact.predict([1, 2]))
  for (const name of ['f.html', 'f.svg']) assert.is(malformed(text(name)), undefined, name)
  assert.match(text('f.html'), 'decay.csv: y against x')
  assert.match(text('f.svg'), '>x</text>')
})

test('--start auto asks the data; what names a column is none of the parameters', async () => {
  const { code, stdout, stderr } = await fit(...decay.slice(0, 3), '--start', 'auto', '--json')
  assert.is(code, 0, stderr)
  const { parameters } = JSON.parse(stdout)
  for (const name of ['a', 'b', 'c'] as const)
    assert.ok(Math.abs(parameters[name] - exact.parameters[name]) < 1e-6, `${name} ${parameters[name]}`)
  const named = await fit('decay.csv', '--x', 'half', '--y', 'y', '--model', 'a*half', '--start', 'auto', '--json')
  assert.equal(Object.keys(JSON.parse(named.stdout).parameters), ['a'])
  const both = await fit(...decay.slice(0, 3), '--start', 'auto', '--start', 'a=1')
  assert.is(both.code, 2)
  assert.match(both.stderr, 'auto finds all values')
})

test('sigma, weights, bounds, fixed, loss and derived reach the fit', async () => {
  const ask = async (...args: string[]) => JSON.parse((await fit(...decay, ...args, '--json')).stdout)
  const absolute = fitCurve('a*exp(-b*x)+c', { x, y, sigma }, { start })
  const withSigma = await ask('--sigma', 's')
  assert.is(withSigma.errors, 'absolute')
  assert.equal(withSigma.parameters, { ...absolute.parameters })
  const without = x.map((_, k) => k).filter(k => k !== 3)
  const pick = (list: number[]) => without.map(k => list[k])
  const left = fitCurve('a*exp(-b*x)+c', { x: pick(x), y: pick(y) }, { start })
  assert.is((await ask('--weights', 'zero')).rss, left.rss)
  const bound = await ask('--bounds', 'b=0.7:,c=:2')
  assert.is(bound.parameters.b, 0.7)
  assert.is(bound.causes[1].kind, 'atBound')
  const held = await ask('--fixed', 'c', '--bounds', 'a=0:,b=0:')
  assert.is(held.parameters.c, 0)
  const robust = fitCurve('a*exp(-b*x)+c', { x, y }, { start, loss: 'softL1', lossScale: 0.05 })
  assert.equal((await ask('--loss', 'soft-l1', '--loss-scale', '0.05')).parameters, { ...robust.parameters })
  const { derived } = await ask('--derived', 'half=log(2)/b', '--derived', 'most=max(a, c)')
  assert.ok(Math.abs(derived.half.value - Math.LN2 / exact.parameters.b) < 1e-12)
  assert.is(derived.most.value, exact.parameters.a)
})

test('columns by name in the model, by number, with commas, and as they come', async () => {
  const conc = [0.02, 0.06, 0.11, 0.22, 0.56, 1.1]
  const rate = [61, 102, 131, 155, 196, 203]
  put('rates.csv', `run,conc,rate,other\n${conc.map((c, k) => `${9 - k},${c},${rate[k]},${(k * k) % 5}`).join('\n')}\n`)
  const truth = fitCurve('V*x/(K+x)', { x: conc, y: rate }, { start: { V: 200, K: 0.05 } }).parameters
  for (const columns of [[], ['--x', 'conc', '--y', 'rate'], ['--x', '1'], ['--y', 'rate']]) {
    const model = columns.includes('1') ? 'V*x/(K+x)' : 'V*conc/(K+conc)'
    const { stdout, stderr } = await fit('rates.csv', '--model', model, '--start', 'V=200,K=0.05', ...columns, '--json')
    assert.is(stderr, '')
    assert.equal(JSON.parse(stdout).parameters, { ...truth }, columns.join(' '))
  }
  for (const [model, columns] of [
    ['p*conc+q*other', []],
    ['p*x1+q*x2', ['--x', 'conc,other']],
    ['p*x1+q*other', ['--x', 'conc', '--x', 'other']],
  ] as const) {
    const { stdout } = await fit(
      'rates.csv',
      '--model',
      model,
      '--start',
      'p=1,q=1',
      '--y',
      'rate',
      ...columns,
      '--json',
    )
    const { columns: taken, parameters } = JSON.parse(stdout)
    assert.equal(taken, { x: ['conc', 'other'], y: 'rate' })
    const plane = conc.map((c, k) => [c, (k * k) % 5])
    const same = fitCurve('p*x1+q*x2', { x: plane, y: rate }, { start: { p: 1, q: 1 } }).parameters
    assert.equal(parameters, { ...same })
  }
})

test('gzip, semicolons, decimal commas, no header, and rows with missing values', async () => {
  const rows = x.map((v, k) => `${v};${y[k]}`.replaceAll('.', ','))
  put('local.csv.gz', gzipSync(rows.join('\n')))
  const local = ['local.csv.gz', '--no-header', '--decimal', ',', ...decay.slice(1), '--json']
  assert.equal(JSON.parse((await fit(...local)).stdout).parameters, { ...exact.parameters })
  put('holes.csv', `x,y\n${x.map((v, k) => `${v},${y[k]}`).join('\n')}\n7,NA\n`)
  const { stdout, stderr } = await fit('holes.csv', ...decay.slice(1), '--missing', 'omit', '--json')
  assert.equal(JSON.parse(stdout).parameters, { ...exact.parameters })
  assert.is(stderr, 'note: holes.csv: left out 1 row with missing values.\n')
})

test('starts drawn within bounds find what one start does not, the same by the same seed', async () => {
  put('wave.csv', `x,y\n${x.map(v => `${v},${Math.sin(3.7 * v)}`).join('\n')}\n`)
  const wave = ['wave.csv', '--model', 'sin(w*x)', '--start', 'w=0.5', '--bounds', 'w=0.1:5', '--json']
  const once = JSON.parse((await fit(...wave)).stdout)
  const often = JSON.parse((await fit(...wave, '--starts', '30', '--seed', '3')).stdout)
  assert.ok(once.rss > 0.1, String(once.rss))
  assert.ok(Math.abs(often.parameters.w - 3.7) < 1e-6, String(often.parameters.w))
  assert.equal(JSON.parse((await fit(...wave, '--starts', '30', '--seed', '3')).stdout), often)
})

test('a fit that does not converge is printed, says why and what to do, and exits with 3', async () => {
  const { code, stdout, stderr } = await fit(...decay, '--max-evaluations', '2', '--out', 'early.json')
  assert.is(code, 3)
  assert.match(stdout, 'NOT CONVERGED (evaluations)')
  assert.match(
    stderr,
    /^wrote early\.json\nwoodbury: fit: not converged \(evaluations\): [^\n]+Raise --max-evaluations[^\n]+\n$/,
  )
  assert.ok(existsSync(join(cwd, 'early.json')))
})

test('a file on stdout has it for itself: the report goes to stderr', async () => {
  const { code, stdout, stderr } = await woodbury(['fit', ...decay, '--plot', '/dev/stdout'], { cwd })
  assert.is(code, 0, stderr)
  assert.is(malformed(stdout), undefined)
  assert.match(stderr, 'Fit of a*exp(-b*x)+c to 12 points')
  const both = await woodbury(['fit', ...decay, '--plot', '/dev/stdout', '--json'], { cwd })
  assert.is(both.code, 2)
  assert.match(both.stderr, /--json prints on stdout, as \/dev\/stdout does/)
})

test.run()
