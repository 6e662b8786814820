import { join } from 'node:path'
import { test } from 'uvu'

const folder = process.env.WOODBURY_DATA
let said = false

/** Path of a file of the data folder, as in `dataPath('mnist', 'train-images-idx3-ubyte.gz')`. For use inside a `dataTest`. */
export function dataPath(...parts: string[]): string {
  if (!folder) throw new Error(`WOODBURY_DATA is not set, so ${parts.join('/')} cannot be found`)
  return join(folder, ...parts)
}

/**
 * A test that reads the data folder. Without WOODBURY_DATA it is skipped, and the file says so once;
 * with WOODBURY_DATA a missing file fails like any other error.
 */
export function dataTest(name: string, run: () => void | Promise<void>, into = test): void {
  if (folder) {
    into(name, run)
    return
  }
  if (!said) process.stdout.write('skipped: WOODBURY_DATA is not set\n')
  said = true
  into.skip(name)
}
