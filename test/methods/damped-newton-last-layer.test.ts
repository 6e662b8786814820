import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  activation,
  type DampedNewtonLastLayerOptions,
  dampedNewtonLastLayer,
  dense,
  fit,
  sequential,
} from '../../src/index.js'
import { PURPOSE, stream } from '../../src/random/index.js'
import { drawSamples } from '../../src/step/batches.js'
import { refuses } from '../helpers/refuses.js'
import { distance } from '../reference/linear.js'
import { flat, forward, rowOf, solveShifted, weightsOf } from './plain-net.js'

const random = stream(12, 2)
const x = Array.from({ length: 12 }, () => [random.normal(), random.normal(), random.normal()])
const net = sequential({ input: 3, seed: 4 }, [dense(5, 'tanh'), dense(4, 'tanh'), dense(2)])

interface Kind {
  readonly y: number[][] | Int32Array
  readonly gradient: (z: number[], i: number) => number[]
  readonly hessian: (z: number[]) => number[][]
}

const targets = x.map(([a, b, c]) => [Math.sin(a) * b, c * c])
const labels = Int32Array.from(x, ([a, b]) => +(a > b))
const softmax = (z: number[]) => {
  const e = z.map(Math.exp)
  return e.map(value => value / (e[0] + e[1]))
}

const kinds: Record<string, Kind> = {
  'squared errors': {
    y: targets,
    gradient: (z, i) => z.map((value, a) => value - targets[i][a]),
    hessian: () => [
      [1, 0],
      [0, 1],
    ],
  },
  classes: {
    y: labels,
    gradient: (z, i) => softmax(z).map((p, a) => p - +(labels[i] === a)),
    hessian: z => softmax(z).map((p, a) => softmax(z).map((q, b) => (a === b ? p : 0) - p * q)),
  },
}

/** The last layer is what lies behind these. */
const BELOW = flat(weightsOf(net.params).slice(0, -1)).length

/** One step from θ, written out densely; `seen`: the samples of H. */
function stepped(theta: number[], kind: Kind, order: 'newtonFirst' | 'sgdFirst', numbers: Numbers, seen = x): number[] {
  const { alpha, share, clip, lambda, decay } = numbers
  const gradient = (at: number[]) => {
    const weights = weightsOf(at)
    const rows = x.map((input, i) => rowOf(weights, input, kind.gradient(forward(weights, input).z, i)))
    return at.map((_, p) => rows.reduce((sum, row) => sum + row[p], 0) / x.length + decay * theta[p])
  }
  const descent = (at: number[]) => {
    const u = gradient(at).map((value, p) => (p < BELOW ? share * value : 0))
    const length = alpha * Math.hypot(...u)
    return clip > 0 && length > clip ? u.map(value => (value * clip) / length) : u
  }
  const newton = (at: number[]) => {
    const weights = weightsOf(at)
    const size = at.length - BELOW
    const H = Array.from({ length: size }, () => new Array<number>(size).fill(0))
    for (const input of seen) {
      const { inputs, z } = forward(weights, input)
      const h = inputs[inputs.length - 1]
      const Hz = kind.hessian(z)
      for (let r = 0; r < size; r++)
        for (let c = 0; c < size; c++) H[r][c] += (h[r >> 1] * h[c >> 1] * Hz[r % 2][c % 2]) / seen.length
    }
    const g = gradient(at).slice(BELOW)
    const solved = solveShifted(
      H,
      lambda + decay,
      g.map(value => [value]),
    ).flat()
    return at.map((_, p) => (p < BELOW ? 0 : solved[p - BELOW]))
  }
  const parts = order === 'newtonFirst' ? [newton, descent] : [descent, newton]
  return parts.reduce((at, part) => {
    const u = part(at)
    return at.map((value, p) => value - alpha * u[p])
  }, theta)
}

interface Numbers {
  readonly alpha: number
  readonly share: number
  readonly clip: number
  readonly lambda: number
  readonly decay: number
}

for (const [name, kind] of Object.entries(kinds))
  for (const order of ['newtonFirst', 'sgdFirst'] as const)
    for (const clip of [0, 0.01])
      test(`${name}, ${order}, clip ${clip}: two steps are the dense formula, to 1e-9`, async () => {
        const numbers = { alpha: 0.6, share: 0.4, clip, lambda: 0.05, decay: 0.02 }
        const options: DampedNewtonLastLayerOptions = {
          gradientBatch: 'full',
          learningRate: numbers.alpha,
          damping: numbers.lambda,
          order,
          sgdShare: numbers.share,
          sgdClip: clip,
          iterations: 200,
          tolerance: 1e-13,
        }
        let theta: number[] = Array.from(net.params)
        for (const steps of [1, 2]) {
          theta = stepped(theta, kind, order, numbers)
          const { model } = await fit(
            net,
            { x, y: kind.y },
            {
              optimizer: dampedNewtonLastLayer(options),
              steps,
              dtype: 'float64',
              threads: 1,
              weightDecay: numbers.decay,
            },
          )
          assert.ok(distance(model.params, theta) < 1e-9, `step ${steps}: ${distance(model.params, theta)}`)
        }
      })

test('of a full batch that is larger than the curvature has samples, H is that of a draw at the point of its gradient, to 1e-9', async () => {
  const numbers = { alpha: 0.2, share: 0.4, clip: 0, lambda: 0.5, decay: 0 }
  const { y } = kinds['squared errors']
  for (const order of ['newtonFirst', 'sgdFirst'] as const) {
    let theta: number[] = Array.from(net.params)
    for (const draw of [0, 1]) {
      const { places } = drawSamples(stream(7, PURPOSE.curvatureBatch, draw), x.length, 5)
      const seen = Array.from(places as Uint32Array, i => x[i])
      theta = stepped(theta, kinds['squared errors'], order, numbers, seen)
    }
    const optimizer = dampedNewtonLastLayer({
      gradientBatch: 'full',
      curvatureBatch: 5,
      learningRate: numbers.alpha,
      damping: numbers.lambda,
      order,
      sgdShare: numbers.share,
      sgdClip: 0,
      iterations: 200,
      tolerance: 1e-13,
    })
    const { model } = await fit(net, { x, y }, { optimizer, steps: 2, dtype: 'float64', threads: 1, seed: 7 })
    assert.ok(distance(model.params, theta) < 1e-9, `${order}: ${distance(model.params, theta)}`)
  }
})

test('a refused step is tried again, shorter, from the same point', async () => {
  const optimizer = dampedNewtonLastLayer({
    learningRate: 3,
    damping: 1e-6,
    rejectBadSteps: true,
    gradientBatch: 'full',
  })
  const run = await fit(net, { x, y: targets }, { optimizer, steps: 40, dtype: 'float64', threads: 1 })
  const accepted = run.history.filter(({ accepted: taken }) => taken)
  assert.ok(accepted.length < run.history.length, 'none was refused')
  for (let k = 1; k < accepted.length; k++) assert.ok(accepted[k].loss < accepted[k - 1].loss)
})

test('an output without parameters of its own is refused', async () => {
  const ends = sequential({ input: 3, seed: 4 }, [dense(2), activation('tanh')])
  await refuses(() => fit(ends, { x, y: targets }, { optimizer: dampedNewtonLastLayer(), steps: 1 }), {
    code: 'BAD_OPTION',
    says: ['dampedNewtonLastLayer', 'no dense layer'],
  })
})

test.run()
