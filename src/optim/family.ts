import { muonMethod } from './first-order/muon.js'
import type { Method } from './method.js'
import { meet } from './preset.js'
import { egnMethod } from './row-presets/egn.js'
import { minSRMethod } from './row-presets/min-sr.js'
import { springMethod } from './row-presets/spring.js'

/** Every method beyond the core by its name; a new one is one file and one line here. */
export const family = {
  egn: egnMethod,
  minSR: minSRMethod,
  spring: springMethod,
  muon: muonMethod,
}

/** Makes all of them known in this thread. */
export function meetFamily(): void {
  for (const method of Object.values(family)) meet(method as unknown as Method)
}
