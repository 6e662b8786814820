import { arraysOf } from './own.js'
import type { RunPlan } from './plan.js'

/**
 * The memory of a plan's samples, which goes to the worker with it: posting would copy 188 MB of MNIST in one task of
 * 200 ms, for which a page stands still.
 */
export function buffersOf({ training, validation }: RunPlan): ArrayBuffer[] {
  const arrays = [...arraysOf(training), ...(validation ? arraysOf(validation) : [])]
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))]
}
