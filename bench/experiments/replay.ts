import { Campaign, FULL } from './campaign.js'
import type { Experiment } from './experiment.js'
import type { Results } from './figures.js'
import { fileOf, type Kept, Store } from './store.js'

/** What is kept of an experiment; nothing is trained, and methods without a final run are left out. */
export async function replay(experiment: Experiment): Promise<{ results: Results; kept: Kept }> {
  const store = new Store(fileOf(experiment), '')
  const silent = { left: () => {}, done: () => {} }
  const results = await new Campaign(experiment, FULL, store, silent, async () => undefined).run()
  return { results, kept: store.kept() }
}
