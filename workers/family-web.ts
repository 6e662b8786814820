import { familySteppers } from '../src/step/family-steppers.js'
import { start } from './start-web.js'
import { verbsOf } from './verbs.js'

start(verbsOf(familySteppers))
