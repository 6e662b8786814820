import { allVerbs } from './all-verbs.js'
import { start } from './start-web.js'

start(allVerbs())
