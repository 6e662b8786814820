import { bundlers } from './bundlers.js'
import { edge } from './edge.js'
import { life } from './life.js'
import { nextApp } from './next.js'
import { packageFiles } from './package.js'
import { pages } from './pages.js'
import { playgrounds } from './playground.js'
import { runtimes } from './runtimes.js'

export const places = [
  ...packageFiles,
  ...runtimes,
  ...pages,
  ...life,
  ...bundlers,
  ...nextApp,
  ...edge,
  ...playgrounds,
]
