import { curvatureProduct, meanGradient } from '../../src/operators/network/engine.js'
import { gradientNorms } from '../../src/operators/network/gradient-norms.js'
import { linearise } from '../../src/operators/network/linearisation.js'
import { Sweeps } from '../../src/operators/network/sweeps.js'
import type { DType } from '../../src/runtime/dtype.js'
import { trainingKernels } from '../../src/runtime/wasm/training-kernels.js'
import { type Context, versus } from '../context.js'
import { interleave } from '../interleave.js'
import { CLASSES, INPUTS, trainingSet } from '../rivals/network.js'
import { network } from '../trainer.js'

const kinds = ['norms', 'ggn', 'empiricalFisher', 'fisher', 'hessian'] as const

/**
 * Per-sample gradient norms and products of operators, each against one gradient of the same samples in the same dtype and
 * thread. Operators take the memory from one another, so each of them starts with a forward sweep.
 */
export async function operatorRows(context: Context): Promise<void> {
  const count = context.quick ? 1000 : 10_000
  const { x, labels } = trainingSet(count / 4)
  const data = { x: { data: x, shape: [count, INPUTS] as [number, number] }, y: labels }
  const kernels = { module: await trainingKernels.module(context.build), simd: context.build }
  for (const dtype of ['float32', 'float64'] satisfies DType[])
    for (const kind of kinds) {
      const name = `${kind}.${INPUTS}-500-${CLASSES}.n${count}.${dtype}`
      if (!context.wants(name)) continue
      const lin = linearise('bench', network(), data, { dtype, memory: 2 ** 31 })
      const [ours, other] = [kind === 'hessian', false].map(second => new Sweeps('bench', lin, { second }, kernels))
      const v = Float64Array.from(ours.lin.params)
      const product = () =>
        kind === 'norms'
          ? gradientNorms(ours)
          : curvatureProduct(ours, kind === 'fisher' ? { kind, draws: 1 } : { kind }, v)
      const rounds = Math.min(context.patience.rounds, 7)
      const patience = { warm: 1, rounds }
      const times = await interleave([{ run: product }, { run: () => meanGradient(other) }], patience)
      versus(context, name, 'gradient', times, 0)
    }
}
