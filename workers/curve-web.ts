import { fitVerbs } from '../src/curve/background/fit-verbs.js'
import { start } from './start-web.js'

start(fitVerbs())
