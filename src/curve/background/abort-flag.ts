import { workers } from '#workers'

/** A word that workers see while they compute; undefined where memory is not shared with them. */
export const abortFlag = (): Int32Array | undefined =>
  workers.memoryStaysHere() === undefined ? new Int32Array(new SharedArrayBuffer(4)) : undefined

export const setFlag = (flag: Int32Array): void => {
  Atomics.store(flag, 0, 1)
}
