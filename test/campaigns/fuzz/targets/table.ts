import type { Target } from '../target.js'
import { calls } from './calls.js'
import { checkpoint } from './checkpoint.js'
import { csv } from './csv.js'
import { gzip } from './gzip.js'
import { idx } from './idx.js'
import { libsvm } from './libsvm.js'
import { modelFile } from './model-file.js'
import { npy } from './npy.js'
import { parts } from './parts.js'

export const targets = [idx, csv, libsvm, npy, modelFile, gzip, checkpoint, parts, calls] as readonly Target<unknown>[]
