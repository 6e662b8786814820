import { paperSteppers } from '../../step/steppers.js'
import { trainHere } from '../inline.js'
import type { Places } from '../places/places.js'

/** Trains by the paper's methods in the calling thread. */
export const runInline: Places['runInline'] = (...run) => trainHere(...run, paperSteppers)
