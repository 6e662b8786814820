import { expose } from 'comlink/dist/esm/comlink.mjs'
import { verbs } from './verbs.js'

expose(verbs)

// A lock held for life: whoever waits for it learns that this worker is dead, of which a page is not told otherwise.
const life = `woodbury ${Math.random()}`
navigator.locks?.request(life, () => {
  postMessage({ alive: life })
  return new Promise(() => {})
})
