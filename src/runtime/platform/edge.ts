import { later } from '../timers.js'
import { fetched } from './fetched.js'
import type { Platform } from './platform.js'

/** Edge functions, whose kernels were compiled before they were deployed. */
export const read: Platform['read'] = fetched

export const inflate: Platform['inflate'] = () =>
  Promise.reject(new Error('kernels cannot be compiled from bytes at the edge'))

export const turns: Platform['turns'] = () => ({ after: callback => void later(callback, 0), close() {} })
