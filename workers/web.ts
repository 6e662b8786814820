import { paperSteppers } from '../src/step/steppers.js'
import { start } from './start-web.js'

start(paperSteppers)
