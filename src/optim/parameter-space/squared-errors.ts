import { WoodburyError } from '../../errors.js'
import type { Task } from '../task.js'

/** A method whose source is of sums of squares, and of nothing else. @throws WoodburyError BAD_OPTION */
export function needsSquaredErrors(method: string, { heads }: Task): void {
  const other = heads.find(({ loss }) => loss.name !== 'meanSquaredError')
  if (!other) return
  throw new WoodburyError(
    'BAD_OPTION',
    `${method}: it minimises a sum of squared residuals, and ${other.loss.name} is none. Pass levenbergMarquardt(), or loss: 'meanSquaredError'.`,
    { option: 'optimizer', loss: other.loss.name },
  )
}
