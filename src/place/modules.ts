import { familyModules } from '../runtime/wasm/family-modules.js'
import { trainingKernels } from '../runtime/wasm/training-kernels.js'
import type { RunPlan } from './plan.js'

/** The compiled kernels of a run; they may be posted to workers. */
export interface Modules {
  readonly module: WebAssembly.Module
  readonly family?: WebAssembly.Module
}

/** The core, of which a float32 run of the paper's methods calls a part. @throws WoodburyError BAD_FILE, NOT_SUPPORTED */
export const coreOf = ({ simd, dtype, family }: RunPlan): Promise<WebAssembly.Module> =>
  trainingKernels.module(simd, dtype === 'float32' && !family ? 'single' : 'all')

/** The second module is loaded where the plan asks for it only. @throws WoodburyError BAD_FILE, NOT_SUPPORTED */
export async function modulesOf(plan: RunPlan): Promise<Modules> {
  if (!plan.family) return { module: await coreOf(plan) }
  const [module, family] = await Promise.all([coreOf(plan), familyModules.module(plan.simd)])
  return { module, family }
}
