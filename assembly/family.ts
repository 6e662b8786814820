/** What the methods beyond the paper's need, over the memory of the core module, whose tables lie below this one's. */

export * from './eigen-symmetric'
export * from './pivoted-qr'
export * from './small-systems'
export { __heap_base }
