import { fileURLToPath } from 'node:url'
import { CLASSES, denseBatch, HIDDEN, INPUTS, RATE, start, type TrainingSet } from './network.js'
import { rival, rivalPath } from './resolve.js'

export interface Tensor {
  dispose(): void
  dataSync(): Float32Array
}

interface Optimizer {
  minimize(f: () => Tensor, returnCost: boolean): Tensor
}

interface LayersModel {
  compile(options: { optimizer: Optimizer; loss: string }): void
  trainOnBatch(x: Tensor, y: Tensor): Promise<number>
}

interface Core {
  setBackend(name: string): Promise<boolean>
  ready(): Promise<void>
  env(): { set(flag: string, value: boolean): void }
  tensor(values: Float32Array, shape: readonly number[]): Tensor
  variable(initial: Tensor): Tensor
  tidy<T>(f: () => T): T
  matMul(a: Tensor, b: Tensor): Tensor
  add(a: Tensor, b: Tensor): Tensor
  tanh(a: Tensor): Tensor
  readonly losses: { softmaxCrossEntropy(labels: Tensor, logits: Tensor): Tensor }
  readonly train: { adam(rate: number): Optimizer }
}

interface Layers {
  sequential(): LayersModel & { add(layer: unknown): void }
  readonly layers: { dense(options: { units: number; activation?: string; inputShape?: number[] }): unknown }
}

export interface Tensorflow {
  readonly core: Core
  readonly layers: Layers
}

let loaded: Promise<Tensorflow | undefined> | undefined

async function load(): Promise<Tensorflow | undefined> {
  const core = await rival<Core>('@tensorflow/tfjs-core')
  const layers = await rival<Layers>('@tensorflow/tfjs-layers')
  const backend = await rival<{ setWasmPaths(path: string): void; setThreadsCount(count: number): void }>(
    '@tensorflow/tfjs-backend-wasm',
  )
  const home = rivalPath('@tensorflow/tfjs-backend-wasm/dist/')
  if (!core || !layers || !backend || !home) return undefined
  await rival('@tensorflow/tfjs-backend-cpu')
  backend.setWasmPaths(fileURLToPath(home))
  backend.setThreadsCount(1)
  core.env().set('PROD', true)
  await core.setBackend('wasm')
  await core.ready()
  return { core, layers }
}

/** TensorFlow.js on its wasm backend with one thread, or nothing where it is not installed. */
export function tfjsOf(): Promise<Tensorflow | undefined> {
  loaded ??= load()
  return loaded
}

/** One Adam step through the core API. */
export function coreAdam({ core }: Tensorflow, set: TrainingSet): () => void {
  const { batch } = set
  const { w1, b1, w2, b2 } = start()
  const W1 = core.variable(core.tensor(w1, [INPUTS, HIDDEN]))
  const B1 = core.variable(core.tensor(b1, [HIDDEN]))
  const W2 = core.variable(core.tensor(w2, [HIDDEN, CLASSES]))
  const B2 = core.variable(core.tensor(b2, [CLASSES]))
  const optimizer = core.train.adam(RATE)
  let step = 0
  return () => {
    const { x, y } = denseBatch(set, step++)
    core.tidy(() => {
      const inputs = core.tensor(x, [batch, INPUTS])
      const labels = core.tensor(y, [batch, CLASSES])
      const loss = () => {
        const h = core.tanh(core.add(core.matMul(inputs, W1), B1))
        return core.losses.softmaxCrossEntropy(labels, core.add(core.matMul(h, W2), B2))
      }
      optimizer.minimize(loss, true).dataSync()
    })
  }
}

/** One Adam step through the layers API. */
export function layersAdam({ core, layers }: Tensorflow, set: TrainingSet): () => Promise<void> {
  const { batch } = set
  const model = layers.sequential()
  model.add(layers.layers.dense({ units: HIDDEN, activation: 'tanh', inputShape: [INPUTS] }))
  model.add(layers.layers.dense({ units: CLASSES, activation: 'softmax' }))
  model.compile({ optimizer: core.train.adam(RATE), loss: 'categoricalCrossentropy' })
  let step = 0
  return async () => {
    const { x, y } = denseBatch(set, step++)
    const inputs = core.tensor(x, [batch, INPUTS])
    const labels = core.tensor(y, [batch, CLASSES])
    await model.trainOnBatch(inputs, labels)
    inputs.dispose()
    labels.dispose()
  }
}
