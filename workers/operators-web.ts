import { operatorVerbs } from '../src/operators/apart/operator-verbs.js'
import { start } from './start-web.js'

start(operatorVerbs())
