import { bundlers } from './bundlers.js'
import { declarations } from './declarations.js'
import { edge } from './edge.js'
import { fitPages } from './fit-page.js'
import { life } from './life.js'
import { nextApp } from './next.js'
import { packageFiles } from './package.js'
import { pages } from './pages.js'
import { playgrounds } from './playground.js'
import { runtimes } from './runtimes.js'
import { testRunners } from './test-runners.js'

export const places = [
  ...packageFiles,
  ...declarations,
  ...runtimes,
  ...testRunners,
  ...pages,
  ...life,
  ...bundlers,
  ...nextApp,
  ...edge,
  ...playgrounds,
  ...fitPages,
]
