import { familySteppers } from '../src/step/family-steppers.js'
import { start } from './start-web.js'

start(familySteppers)
