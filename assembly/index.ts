/** Where the module's own constants end: memory from here on belongs to the caller. */

export * from './activation'
export * from './cholesky'
export * from './gram'
export * from './matmul'
export * from './optimiser'
export * from './outer'
export * from './reductions'
export * from './rows'
export * from './shifted'
export * from './softmax'
export * from './solve'
export * from './symmetric'
export * from './syrk'
export * from './vector'
export { __heap_base }
