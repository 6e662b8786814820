import type { FitResult } from '../../index.js'
import { percent } from '../../report/format.js'
import { plainTable } from './plain-table.js'

/** Where the time of a step goes: milliseconds a step and share of it, by phase. */
export function profileTable({ profile, steps }: Pick<FitResult, 'profile' | 'steps'>): string {
  if (!profile) return ''
  const phases = Object.entries(profile)
  const total = phases.reduce((sum, [, seconds]) => sum + seconds, 0)
  const row = (name: string, seconds: number) => [
    name,
    ((1000 * seconds) / Math.max(steps, 1)).toFixed(3),
    percent(seconds / Math.max(total, Number.MIN_VALUE)),
  ]
  const rows = phases.map(([phase, seconds]) => row(phase, seconds))
  return `\n${plainTable([['phase', 'ms a step', 'share'], ...rows, row('step', total)], ['left', 'right', 'right'])}\n`
}
