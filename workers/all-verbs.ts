import { fitVerbs } from '../src/curve/background/fit-verbs.js'
import { operatorVerbs } from '../src/operators/apart/operator-verbs.js'
import { familySteppers } from '../src/step/family-steppers.js'
import { verbsOf } from './verbs.js'

/** What a worker that knows everything can be asked for: Node's, and worker.js for a strict policy. */
export const allVerbs = () => ({ ...fitVerbs(), ...operatorVerbs(), ...verbsOf(familySteppers) })
