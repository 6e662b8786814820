import { expose } from 'comlink/dist/esm/comlink.mjs'
import { lead, serve } from '../src/train/lead.js'

expose({ lead, serve })
