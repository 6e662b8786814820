/**
 * What a float32 run calls: the core without its twins in float64. The factor is in float64 whatever the run is in. Only
 * texts for pages are made of it, whose every byte is waited for.
 */

export { activationF32 } from './activation'
export * from './cholesky'
export { gramF32 } from './gram'
export { matmulF32 } from './matmul'
export { adamF32, momentumF32 } from './optimiser'
export { outerRowsF32 } from './outer'
export { columnSumF32, rowDotF32 } from './reductions'
export { addBiasF32, combineRowsF32, copyColumnsF32, gatherRowsF32, mulRowsF32 } from './rows'
export { shiftedF32 } from './shifted'
export { softmaxF32 } from './softmax'
export * from './solve'
export { mirrorF32, quadraticF32 } from './symmetric'
export { syrkF32 } from './syrk'
export { axpbyF32, axpyF32, dotF32, scaleF32, sumSquaresF32 } from './vector'
export { __heap_base }
