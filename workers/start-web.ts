import { expose } from 'comlink/dist/esm/comlink.mjs'

// A lock held for life: whoever waits for it learns that this worker is dead, of which a page is not told otherwise.
const life = `woodbury ${Math.random()}`
const held = new Promise<void>(resolve => {
  if (!navigator.locks) return resolve()
  navigator.locks
    .request(life, () => {
      postMessage({ alive: life })
      resolve()
      return new Promise(() => {})
    })
    .catch(resolve)
})

/** Serves whoever started this worker. */
export function start<A extends unknown[]>(verbs: { hello(...args: A): Promise<unknown> }): void {
  // Said once the lock is held: a worker that died between its hello and its lock would be waited for without end.
  const hello = async (...args: A) => {
    await held
    return verbs.hello(...args)
  }
  expose({ ...verbs, hello })
}
