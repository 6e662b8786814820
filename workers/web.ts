import { paperSteppers } from '../src/step/steppers.js'
import { start } from './start-web.js'
import { verbsOf } from './verbs.js'

start(verbsOf(paperSteppers))
