import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Campaign, QUICK } from '../../bench/experiments/campaign.js'
import { type Experiment, testRmse } from '../../bench/experiments/experiment.js'
import { bandOf, linesOf, reaches } from '../../bench/experiments/figures.js'
import { page } from '../../bench/experiments/page.js'
import { suite as everyExperiment, experiments } from '../../bench/experiments/problems/table.js'
import type { RunRecord, Snapshot } from '../../bench/experiments/record.js'
import { Store } from '../../bench/experiments/store.js'
import { summary } from '../../bench/experiments/summary.js'
import { adam, type DataSet, dense, sequential, smwGN } from '../../src/index.js'

const test = suite('experiments')

const table = (rows: number): DataSet => ({
  x: { data: Float64Array.from({ length: rows }, (_, i) => i / rows), shape: [rows, 1] },
  y: { data: Float64Array.from({ length: rows }, (_, i) => Math.sin((3 * i) / rows)), shape: [rows, 1] },
  task: 'regression',
  standardize: true,
  hints: [],
})

const small: Experiment = {
  name: 'small',
  title: 'A < B',
  about: 'Twenty rows.',
  seconds: [0.3],
  threads: 1,
  snapshots: 8,
  cells: [
    {
      name: 'sine',
      options: { standardize: true },
      load: async () => ({ train: table(20), test: table(13) }),
      network: seed => sequential({ input: 1, seed }, [dense(3, 'tanh'), dense(1)]),
    },
  ],
  methods: {
    Adam: [
      { name: 'slow', optimizer: adam({ learningRate: 1e-5 }) },
      { name: 'fast', optimizer: adam({ learningRate: 1e-2 }) },
    ],
  },
  candidates: { 'SMW-GN': [{ name: 'default', optimizer: smwGN() }] },
  loss: { label: 'loss', of: shown => shown },
  test: testRmse,
  goals: { loss: [0.5], test: [] },
}

test('a campaign tunes, keeps every run, and goes on where it was', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'experiments-'))
  try {
    const file = join(folder, 'deep', 'small.json')
    const fresh: string[] = []
    const progress = {
      left: () => {},
      done: ({ method, setting }: RunRecord, isNew: boolean) => {
        if (isNew) fresh.push(`${method} ${setting}`)
      },
    }
    const run = (experiment: Experiment) => {
      fresh.length = 0
      const store = new Store(file, 'command')
      return new Campaign(experiment, { ...QUICK, tuned: true }, store, progress).run()
    }
    const results = await run(small)
    assert.equal(fresh, ['Adam slow', 'SMW-GN default', 'Adam fast', 'Adam fast', 'SMW-GN default'])
    assert.is(results.tuned.chosen('sine', 'Adam').training.name, 'fast')
    await run(small)
    assert.equal(fresh, [], 'nothing is run twice')

    const again = await run({
      ...small,
      candidates: { 'SMW-GN': [{ name: 'default', optimizer: smwGN({ damping: 1 }) }] },
    })
    assert.equal(fresh, ['SMW-GN default', 'SMW-GN default'], 'another option is another run, whatever its name')
    const store = new Store(file, 'command')
    assert.is(store.kept().runs.length, 7)
    store.keep([...again.grid, ...again.final])
    const kept = store.kept()
    assert.is(kept.runs.length, 5, 'runs that nobody asks for are dropped')
    assert.is(kept.command, 'command')

    const bare = { ...again, final: again.final.filter(({ method }) => method === 'Adam') }
    assert.ok(page(small, kept, bare).includes('SMW-GN'), 'a method without a final run has no curve, and a name')
    const html = page(small, kept, again)
    assert.ok(html.includes('A &lt; B'))
    assert.not.match(html, /<script|src=|href=|url\(/)
    assert.ok(html.includes('class="band c1"'))
    for (const line of summary(small, again).flatMap(text => text.split('\n'))) assert.ok(line.length <= 80, line)
    const [first, second] = linesOf(small, small.cells[0], again)
    assert.is(first.method, 'Adam')
    assert.is(second.train.middle, again.final[1].end.train)
    assert.ok(readFileSync(file, 'utf8').split('\n').length > 5, 'a run a line')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

const at = (seconds: number, train: number): Snapshot => ({ step: 1, epochs: 2 * seconds, seconds, train, test: train })

const record = (snapshots: readonly Snapshot[]): RunRecord => ({
  cell: 'c',
  method: 'm',
  setting: 's',
  kind: 'final',
  options: '',
  seed: 0,
  seconds: 3,
  threads: 1,
  simd: 'plain',
  steps: 1,
  stopped: 'seconds',
  snapshots,
  damping: [],
  end: { train: 1, test: 1, seconds: 3, epochs: 6 },
})

test('a goal is reached along the logarithm between two snapshots', () => {
  const run = record([at(0, 1), at(1, 0.1), at(2, 0.001)])
  const train = ({ train: value }: Snapshot) => value
  const { seconds, epochs } = reaches(run, 0.01, train) ?? { seconds: 0, epochs: 0 }
  assert.ok(Math.abs(seconds - 1.5) < 1e-12 && Math.abs(epochs - 3) < 1e-12)
  assert.is(reaches(run, 1e-4, train), undefined)
  assert.is(reaches(record([at(0, Number.POSITIVE_INFINITY), at(1, 0)]), 0.5, train)?.seconds, 1)
})

test('a band lies about the medians of the seeds', () => {
  const runs = [1, 5, 2].map(scale => record([at(0, scale), at(1, 10 * scale)]))
  const { points, band } = bandOf(
    runs,
    ({ seconds }) => seconds,
    ({ train }) => train,
  )
  assert.equal(points, [
    [0, 2],
    [1, 20],
  ])
  assert.equal(band, [
    [0, 1, 5],
    [1, 10, 50],
  ])
})

test('every experiment has the methods of the paper, grids of at most four, and at least three candidates', () => {
  for (const { name, methods, candidates, seconds } of Object.values(experiments)) {
    assert.equal(Object.keys(methods), ['SGD', 'Adam', 'KFAC', 'HF', 'L-BFGS', 'SMW-GN', 'SMW-NG'], name)
    for (const grid of Object.values({ ...methods, ...candidates }))
      assert.ok(grid.length >= 1 && grid.length <= 4, name)
    assert.ok(Object.keys(candidates).length >= 3, name)
    assert.equal(
      [...seconds].sort((a, b) => a - b),
      seconds,
      name,
    )
  }
})

test('the whole suite takes at most six hours, were every grid full', () => {
  const seconds = everyExperiment.map(({ seconds: budgets, methods, candidates, cells }) => {
    const whole = budgets[budgets.length - 1]
    const grid = Object.values(methods).reduce((sum, settings) => sum + settings.length, 0)
    const family = Object.keys(candidates).length + 3 * 3
    const finals = 3 * (Object.keys(methods).length + 3) * budgets.reduce((sum, one) => sum + one)
    return cells.length * ((grid + family) * (whole / 4) + finals)
  })
  assert.ok(seconds.reduce((sum, one) => sum + one) < 6 * 3600)
})

test.run()
