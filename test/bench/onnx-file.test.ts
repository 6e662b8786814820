import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { difference } from '../../bench/contest.js'
import { randoms } from '../../bench/kit.js'
import { classifier, weights } from '../../bench/rivals/classifier.js'
import { INPUTS } from '../../bench/rivals/network.js'
import { onnxFile, onnxProto } from '../../bench/rivals/onnx-file.js'
import { predict } from '../../src/predict.js'

interface Decoded {
  readonly graph: {
    readonly node: readonly { readonly opType: string; readonly input: string[]; readonly output: string[] }[]
    readonly initializer: readonly { readonly name: string; readonly dims: unknown[]; readonly rawData: Uint8Array }[]
  }
}

/** The file's nodes for one row, in float64. */
function answerOf({ graph }: Decoded, x: ArrayLike<number>): number[] {
  const values = new Map<string, number[]>([['x', Array.from(x)]])
  for (const { name, rawData } of graph.initializer)
    values.set(name, Array.from(new Float32Array(Uint8Array.from(rawData).buffer)))
  for (const { opType, input, output } of graph.node) {
    const [a, w, b] = input.map(name => values.get(name) as number[])
    const of: Record<string, () => number[]> = {
      Gemm: () => b.map((bias, j) => a.reduce((sum, v, i) => sum + v * w[i * b.length + j], bias)),
      Relu: () => a.map(v => Math.max(v, 0)),
      Softmax: () => a.map(v => Math.exp(v) / a.reduce((sum, other) => sum + Math.exp(other), 0)),
    }
    values.set(output[0], of[opType]())
  }
  return values.get('p') as number[]
}

test('the ONNX file computes what predict does', async () => {
  const net = weights()
  const [onnx, file] = [await onnxProto(), await onnxFile(net)]
  // Its encoder is a rival's, which may not be installed.
  assert.is(file === undefined, onnx === undefined)
  if (!onnx || !file) return
  const decoded = onnx.ModelProto.decode(file) as Decoded
  const x = randoms(2 * INPUTS, 'float32')
  const { data } = await predict(classifier(net), { data: x, shape: [2, INPUTS] }, { probabilities: true })
  const expected = [0, 1].flatMap(row => answerOf(decoded, x.subarray(row * INPUTS, (row + 1) * INPUTS)))
  assert.ok(difference(data, expected) < 1e-5)
})

test.run()
