import * as api from 'woodbury'
import { run } from '../browser.js'

run(api)
