import * as api from '/node_modules/woodbury/dist/lib/web/woodbury.js'
import { run } from '../browser.js'

await run(api)
