import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lossSpec } from '../../src/cli/arguments.js'
import { load } from '../../src/index.js'
import { poisson, stream } from '../../src/random/index.js'
import { scratchFolder } from '../helpers/cli.js'
import { woodburyHere } from '../helpers/cli-here.js'

const cwd = scratchFolder(test)
const random = stream(4, 90)
const lines = Array.from({ length: 60 }, (_, i) => {
  const a = i / 10
  return `${a},${(i * 7) % 10},${poisson(random, Math.exp(a / 4))},${Math.sin(a) + 0.1 * random.normal()}`
})
writeFileSync(join(cwd, 'rows.csv'), `a,b,n,s\n${lines.join('\n')}\n`)

/** What train, evaluate and predict say of a model with a loss. */
async function lifeOf(loss: string, target: string, ignore: string) {
  const data = ['--data', 'rows.csv', '--ignore', ignore]
  const trained = await woodburyHere(
    ['train', ...data, '--target', target, '--loss', loss, '--hidden', '4', '--steps', '20', '--out', 'm'],
    { cwd },
  )
  assert.is(trained.code, 0, trained.stderr)
  const json = await woodburyHere(['evaluate', '--model', 'm', ...data, '--json'], { cwd })
  const predicted = await woodburyHere(['predict', '--model', 'm', '--data', 'rows.csv'], { cwd })
  const [head, ...rows] = predicted.stdout.trim().split('\n')
  const { losses = {} } = load(readFileSync(join(cwd, 'm')))
  return {
    table: trained.stdout
      .split('\n')[0]
      .trim()
      .split(/\s{2,}/),
    test: JSON.parse(json.stdout).test,
    losses: Object.values(losses),
    head,
    rows: rows.map(row => row.split(',').map(Number)),
  }
}

test('counts: the deviance in table and JSON, and predict writes means', async () => {
  const { table, test: figures, losses, head, rows } = await lifeOf('poisson', 'n', 's')
  assert.equal(table, ['samples', 'loss', 'mean deviance'])
  assert.equal(Object.keys(figures), ['loss', 'deviance'])
  assert.equal(losses, ['poisson'])
  assert.is(head, 'prediction')
  assert.ok(rows.every(([mean]) => mean > 0 && mean < 20))
})

test('a likelihood: two units a target, its log-likelihood, and predict writes deviations', async () => {
  const { table, test: figures, head, rows } = await lifeOf('gaussian-nll', 's', 'n')
  assert.equal(table, ['samples', 'loss', 'log-likelihood', 'RMS error'])
  assert.equal(Object.keys(figures), ['loss', 'logLikelihood', 'rmse'])
  assert.is(head, 'prediction,deviation')
  assert.ok(rows.every(([mean, deviation]) => Math.abs(mean) < 3 && deviation > 0 && deviation < 3))
})

test('options after a colon reach the model', async () => {
  const { table, losses } = await lifeOf('quantile:q=0.9,width=0.2', 's', 'n')
  assert.equal(table, ['samples', 'loss', 'pinball loss', 'targets below'])
  assert.equal(losses, [{ kind: 'quantile', q: 0.9, width: 0.2 }])
})

test('what is no loss, no option or no value is refused in words', () => {
  assert.equal(lossSpec('negative-binomial:k=2'), { kind: 'negativeBinomial', k: 2 })
  assert.equal(lossSpec('mean-squared-error'), 'meanSquaredError')
  for (const [text, message] of [
    ['poison', /Allowed choices are mean-squared-error, .*, poisson, /],
    ['huber:dleta=1', /no option "dleta". Did you mean "delta"/],
    ['huber:delta=-1', /^loss huber: delta is -1. Pass a number above 0/],
    ['huber:delta', /Pass options as in huber:name=1/],
    ['huber:delta=x', /not a number/],
    ['negative-binomial', /k is undefined/],
  ] as const)
    assert.throws(() => lossSpec(text), message)
})

test.run()
