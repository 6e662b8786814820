import { predict } from '../../src/predict.js'
import { setSimdBuild } from '../../src/runtime/wasm/simd.js'
import { contest, difference } from '../contest.js'
import type { Context } from '../context.js'
import { randoms } from '../kit.js'
import { classifier, weights } from '../rivals/classifier.js'
import { INPUTS } from '../rivals/network.js'
import { onnxPredict } from '../rivals/onnxruntime.js'
import { tfjsPredict } from '../rivals/tfjs-predict.js'

const BATCHES = [1, 256]

/** Of the runtime that has them; ours, and TensorFlow.js, predict in the calling thread. */
const THREADS = 2

/** Probabilities of a batch from an array to an array, everything that a call through the public API does included. */
export async function predictRows(context: Context): Promise<void> {
  setSimdBuild(context.build)
  const net = weights()
  const model = classifier(net)
  const tensorflow = await tfjsPredict(net)
  const rivals = {
    'tfjs-core': tensorflow?.core,
    'tfjs-layers': tensorflow?.layers,
    onnxruntime: await onnxPredict(net, 1),
    [`onnxruntime, ${THREADS} threads`]: await onnxPredict(net, THREADS),
  }
  for (const batch of BATCHES) {
    const x = randoms(batch * INPUTS, 'float32') as Float32Array
    const numbers = { data: x, shape: [batch, INPUTS] as [number, number] }
    const ours = () => predict(model, numbers, { probabilities: true })
    for (const [rival, run] of Object.entries(rivals))
      await contest(context, {
        name: `predict.b${batch}`,
        rival,
        ours,
        theirs: run && (() => run(x)),
        repeat: batch === 1 ? 10 : 1,
        residual: async () => (run ? difference((await ours()).data, await run(x)) : 0),
      })
  }
}
