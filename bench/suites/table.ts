import type { Context } from '../context.js'
import { armRows } from './arm.js'
import { coldstartRows } from './coldstart.js'
import { curvefitRows } from './curvefit.js'
import { curvefitBars } from './curvefit-bars.js'
import { float64Cholesky, float64Products } from './float64.js'
import { functionRows } from './functions.js'
import { matmulPeak, matmulRivals } from './matmul.js'
import { memoryRows } from './memory.js'
import { operatorRows } from './operators.js'
import { placeRows } from './places.js'
import { predictRows } from './predict.js'
import { adamRows, overheadRow, secondOrderRows } from './steps.js'
import { tableRows } from './tables.js'
import { threadedMatmul, threadedStep } from './threads.js'
import { timeToLossRows } from './time-to-loss.js'
import { torchStepRows } from './torch-step.js'
import { choleskyRows, gramRows } from './triangles.js'

type Part = (context: Context) => Promise<void>

/**
 * Every suite as its parts, in order. The peak loop wants relaxed SIMD, which Node 20 can only turn on for the whole
 * process, so rivals that look for it come first.
 */
export const suites: Readonly<Record<string, readonly Part[]>> = {
  kernels: [matmulRivals, gramRows, choleskyRows, functionRows, threadedMatmul, matmulPeak],
  step: [adamRows, torchStepRows, secondOrderRows, overheadRow, threadedStep],
  'time-to-loss': [timeToLossRows],
  coldstart: [coldstartRows],
  memory: [memoryRows],
  operators: [operatorRows],
  curvefit: [curvefitRows, curvefitBars],
  arm: [armRows],
  tables: [tableRows],
  predict: [predictRows],
  places: [placeRows],
  float64: [float64Products, float64Cholesky],
}

/** Suites of seconds of training: they run with the kernels that fit best, unless a build is asked for. */
export const trainings: ReadonlySet<string> = new Set(['arm', 'tables'])
