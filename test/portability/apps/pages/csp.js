import * as api from '/node_modules/woodbury/dist/lib/web/woodbury.js'
import { run } from '../browser.js'

const served = path => new URL(`/node_modules/woodbury/dist/${path}`, location.href)

await run(api, ({ init }) =>
  init({
    workerUrl: served('lib/worker.js'),
    wasm: { plain: served('assembly/plain.wasm'), relaxed: served('assembly/relaxed.wasm') },
  }),
)
