import type { Cell } from './cell.js'
import { classCells } from './class-cells.js'
import { exactCells } from './exact-cells.js'
import { noisyCells } from './noisy-cells.js'

/** The suite, in the order of the table in the documents. */
export const cells: readonly Cell[] = [...exactCells, ...noisyCells, ...classCells]
