/**
 * `npm run experiments -- <name> [--quick]`: what the paper compares, on our kernels, drawn. Runs are kept as they finish in
 * docs/experiments/<name>.json, from where the same command goes on; the page beside it is drawn from that file alone.
 */
import { writeFileSync } from 'node:fs'
import { Argument, Command } from 'commander'
import { allowRelaxedSimd } from '../../src/cli/relaxed-simd.js'
import { dispose } from '../../src/index.js'
import { say, short } from '../check/bars.js'
import { Campaign, type Extent, FULL, type Progress, QUICK } from './campaign.js'
import type { Experiment } from './experiment.js'
import { page, pictureOf } from './page.js'
import { experiments, suite } from './problems/table.js'
import { fileOf, Store } from './store.js'
import { summary } from './summary.js'

interface Options {
  readonly quick: boolean
  readonly seeds?: string
  readonly methods?: string
}

const program = new Command('npm run experiments --')
  .description('Trains every method of the paper and the best three of the family, and draws what came of it.')
  .addArgument(new Argument('<name>', 'which, or all').choices([...Object.keys(experiments), 'all']))
  .option('--quick', 'a twentieth of the time, one setting a method, one seed, in docs/experiments/quick', false)
  .option('--seeds <count>', 'final runs a method')
  .option('--methods <names>', 'only the final runs of these, as in Adam,KFAC; of the grid all are run')
  .parse()

const [name] = program.args
const { quick, seeds, methods } = program.opts<Options>()
const extent: Extent = {
  ...(quick ? QUICK : FULL),
  ...(seeds !== undefined && { seeds: Number(seeds) }),
  ...(methods !== undefined && { methods: methods.split(',') }),
}

function progressOf(): Progress {
  let minutes = ''
  return {
    left: seconds => {
      minutes = `${Math.ceil(seconds / 60)} min`.padStart(7)
    },
    done({ cell, method, setting, seed, seconds, end, stopped }, isNew) {
      if (!isNew) return
      const run = `${cell}: ${method}, ${setting}`.slice(0, 52).padEnd(52)
      const figures = `${short(end.train).padStart(8)} ${short(end.test).padStart(8)}`
      say(`${minutes}  ${run} ${String(seed).padStart(2)} ${String(seconds).padStart(5)} s ${figures} ${stopped}`)
    },
  }
}

async function campaign(experiment: Experiment): Promise<void> {
  say(`${experiment.title}. ${experiment.about}`)
  say('   left  run                                                seed   budget    train     test')
  const command = `npm run experiments -- ${experiment.name}${quick ? ' --quick' : ''}`
  const file = fileOf(experiment, quick)
  const store = new Store(file, command)
  const results = await new Campaign(experiment, extent, store, progressOf()).run()
  if (seeds === undefined && methods === undefined) store.keep([...results.grid, ...results.final])
  writeFileSync(file.replace(/json$/, 'html'), page(experiment, store.kept(), results))
  writeFileSync(file.replace(/json$/, 'svg'), pictureOf(experiment, experiment.cells[0], results))
  for (const line of summary(experiment, results)) say(line)
  say(`Wrote ${file.replace(/json$/, 'html')}`)
}

allowRelaxedSimd()
for (const experiment of name === 'all' ? suite : [experiments[name]]) await campaign(experiment)
await dispose()
