import { familySteppers } from '../../step/family-steppers.js'
import { trainHere } from '../inline.js'
import type { Places } from '../places/places.js'

/** Trains by any method in the calling thread. */
export const runInline: Places['runInline'] = (...run) => trainHere(...run, familySteppers)
