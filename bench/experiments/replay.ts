import { Campaign, FULL } from './campaign.js'
import type { Experiment } from './experiment.js'
import type { Results } from './figures.js'
import { fileOf, type Kept, Store } from './store.js'

/** What is kept of an experiment, with as many seeds as are whole; nothing is trained. @throws Error where there is none */
export async function replay(experiment: Experiment): Promise<{ results: Results; kept: Kept; seeds: number }> {
  const store = new Store(fileOf(experiment), '')
  const missing = () =>
    Promise.reject(new Error(`${experiment.name} is not whole: npm run experiments -- ${experiment.name}`))
  const silent = { left: () => {}, done: () => {} }
  for (let { seeds } = FULL; ; seeds--)
    try {
      const results = await new Campaign(experiment, { ...FULL, seeds }, store, silent, missing).run()
      return { results, kept: store.kept(), seeds }
    } catch (error) {
      if (seeds === 1) throw error
    }
}
