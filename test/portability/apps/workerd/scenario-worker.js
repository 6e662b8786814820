import * as api from 'woodbury'
import plain from 'woodbury/plain.wasm'
import { scenario } from '../../scenario.js'

export default {
  async fetch() {
    // The package carries the relaxed build alone here; the bits are compared on the plain one.
    api.init({ wasm: { plain } })
    try {
      return Response.json(await scenario(api))
    } catch (error) {
      return Response.json({ failed: `${error.stack}` })
    }
  },
}
