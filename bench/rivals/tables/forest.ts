import { rival } from '../resolve.js'
import type { TableRival } from './table-rival.js'

interface Forest {
  train(x: readonly (readonly number[])[], y: readonly number[]): void
  predict(x: readonly (readonly number[])[]): number[]
}

interface Package {
  readonly RandomForestRegression: new (options: object) => Forest
  readonly RandomForestClassifier: new (options: object) => Forest
}

const NAME = 'ml-random-forest'

/** Its time grows with the square of the rows, and with the columns: more would take it from ten minutes to hours. */
const MOST_ROWS = { numbers: 2000, classes: 500 }

/** ml-random-forest at its defaults, 50 trees. */
export const forest: TableRival = {
  name: NAME,
  async predict({ classes, train, test }, context) {
    if (train.y.length > MOST_ROWS[classes === undefined ? 'numbers' : 'classes']) return undefined
    const library = (await rival<{ default: Package }>(NAME))?.default
    if (!library) {
      context.missing(NAME)
      return undefined
    }
    const Kind = classes === undefined ? library.RandomForestRegression : library.RandomForestClassifier
    const began = performance.now()
    // Predictions of the rows that a tree did not see are not asked for, and change nothing.
    const trees = new Kind({ seed: 0, noOOB: true })
    trees.train(train.x, train.y)
    const values = trees.predict(test)
    return { values, note: `50 trees, ${((performance.now() - began) / 1000).toFixed(1)} s` }
  },
}
