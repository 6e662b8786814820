/** The kernels of a forward sweep alone: a quarter of what training needs, for those who only predict. */

import { copyColumnsF32, copyColumnsF64 } from './rows'

export * from './activation'
export * from './matmul'
export { __heap_base, copyColumnsF32, copyColumnsF64 }
