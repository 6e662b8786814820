import { coreSteppers } from '../../step/core/core-steppers.js'
import { trainHere } from '../inline.js'
import type { Places } from '../places/places.js'

/** Trains in the calling thread by the methods that edge functions have. */
export const runInline: Places['runInline'] = (...run) => trainHere(...run, coreSteppers)
