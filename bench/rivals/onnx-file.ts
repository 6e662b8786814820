import type { Weights } from './classifier.js'
import { CLASSES, HIDDEN, INPUTS } from './network.js'
import { rival } from './resolve.js'

interface Message {
  encode(value: object): { finish(): Uint8Array }
  decode(bytes: Uint8Array): unknown
}

export interface OnnxProto {
  readonly onnx: { readonly ModelProto: Message }
}

const FLOAT = 1
const OPSET = 13
const IR_VERSION = 8

const tensor = (name: string, dims: readonly number[], values: Float32Array) => ({
  name,
  dims,
  dataType: FLOAT,
  rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
})

const rows = (name: string, units: number) => ({
  name,
  type: { tensorType: { elemType: FLOAT, shape: { dim: [{ dimParam: 'n' }, { dimValue: units }] } } },
})

export const onnxProto = async (): Promise<OnnxProto['onnx'] | undefined> =>
  (await rival<{ default: OnnxProto }>('onnx-proto'))?.default.onnx

/** The classifier as an ONNX file, x: [n, 784] to p: [n, 10]; nothing where its encoder is not installed. */
export async function onnxFile({ w1, b1, w2, b2 }: Weights): Promise<Uint8Array | undefined> {
  const onnx = await onnxProto()
  return onnx?.ModelProto.encode({
    irVersion: IR_VERSION,
    opsetImport: [{ domain: '', version: OPSET }],
    graph: {
      name: 'classifier',
      node: [
        { opType: 'Gemm', input: ['x', 'w1', 'b1'], output: ['z1'] },
        { opType: 'Relu', input: ['z1'], output: ['h'] },
        { opType: 'Gemm', input: ['h', 'w2', 'b2'], output: ['z2'] },
        { opType: 'Softmax', input: ['z2'], output: ['p'] },
      ],
      initializer: [
        tensor('w1', [INPUTS, HIDDEN], w1),
        tensor('b1', [HIDDEN], b1),
        tensor('w2', [HIDDEN, CLASSES], w2),
        tensor('b2', [CLASSES], b2),
      ],
      input: [rows('x', INPUTS)],
      output: [rows('p', CLASSES)],
    },
  }).finish()
}
