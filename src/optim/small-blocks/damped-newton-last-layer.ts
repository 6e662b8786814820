import { dampingRule } from '../../damping/table.js'
import { WoodburyError } from '../../errors.js'
import type { Batch } from '../../model/feed.js'
import { slotsOf } from '../../model/shapes.js'
import { sizeOf } from '../../runtime/dtype.js'
import { above0, fromZero, whole, word } from '../common-options.js'
import { batchesOf, factoredLayers, kroneckerOptions, layerShapes } from '../kronecker/kronecker-options.js'
import type { AtOnce, LayerAt, Layerwise, Preconditioner } from '../layerwise.js'
import type { Method, Said, Settled, Sizes, StateSpec } from '../method.js'
import { preset } from '../preset.js'
import { cosine, type Schedule } from '../schedule.js'
import { isRegression } from '../task.js'
import { LastLayer, lastParameters } from './last-layer.js'

export interface DampedNewtonLastLayer extends Layerwise, Settled {
  readonly method: 'dampedNewtonLastLayer'
  readonly damping: Layerwise['damping']
  readonly order: 'newtonFirst' | 'sgdFirst'
  readonly sgdShare: number
  readonly sgdClip: number
  readonly iterations: number
  readonly tolerance: number
}

export interface DampedNewtonLastLayerOptions {
  /** N1, samples a step (default 500 of 40,000 samples and more, else 250), or `full`. */
  gradientBatch?: number | 'full'
  /** Samples of the last layer's curvature: the first of a batch (default: as many as the batch, at most 500). */
  curvatureBatch?: number
  /** α of the last layer, default cosine(1). */
  learningRate?: number | Schedule
  /** A rule, or a number for a constant λ (default 0.1). */
  damping?: Layerwise['damping'] | number
  /** DN-SGD, the last layer first (default), or SGD-DN: the second part starts from where the first has led. */
  order?: 'newtonFirst' | 'sgdFirst'
  /** Rate of the other layers as a share of α (default 0.5). */
  sgdShare?: number
  /** The longest step of the other layers (default 0.3 for regression, else 0, any). */
  sgdClip?: number
  /** Conjugate gradients of the last layer's system, at most (default 50). */
  iterations?: number
  /** Residual, as a share of the gradient, that ends them (default 1e-3). */
  tolerance?: number
  /** Undo a step that raises the loss and raise λ (default false). */
  rejectBadSteps?: boolean
}

/** @throws WoodburyError BAD_OPTION where an output has no parameters of its own */
function room({ curvatureBatch }: DampedNewtonLastLayer, { graph, dtype }: Sizes): StateSpec {
  const { nodes, outputs, parameters } = graph
  const of = (length: number) => ({ length, dtype })
  const bare = outputs.find(k => nodes[k].node.kind !== 'dense' || nodes[k].slots.length === 0)
  if (bare !== undefined)
    throw new WoodburyError(
      'BAD_OPTION',
      `dampedNewtonLastLayer: the output "${nodes[bare].node.name}" is no dense layer that is trained. End the network in one, or use kfac().`,
      { option: 'optimizer' },
    )
  const whole = ['direction', 'preconditioned', 'moved'].map(name => [name, of(parameters)])
  const small = ['solution', 'residual', 'search', 'image'].map(name => [name, of(lastParameters(graph).count)])
  const tangents = outputs.map(k => [`tangent.${k}`, of(curvatureBatch * nodes[k].units)])
  return Object.fromEntries([...whole, ...small, ...tangents])
}

export const dampedNewtonLastLayerMethod: Method<DampedNewtonLastLayer> = {
  name: 'dampedNewtonLastLayer',
  title: 'damped Newton on the last layer, SGD below',
  steps: 'layerwise',
  rate: 1,
  options: {
    gradientBatch: kroneckerOptions.gradientBatch,
    curvatureBatch: whole("samples of the last layer's curvature"),
    learningRate: kroneckerOptions.learningRate,
    damping: kroneckerOptions.damping,
    order: word('which part of a step comes first', ['newtonFirst', 'sgdFirst'] as const),
    sgdShare: fromZero('rate of the other layers, as a share of the step length'),
    sgdClip: fromZero('longest step of the other layers; 0: any'),
    iterations: whole("conjugate gradients of the last layer's system, at most"),
    tolerance: above0('residual that ends them, as a share of the gradient'),
    rejectBadSteps: kroneckerOptions.rejectBadSteps,
  },
  said: dampedNewtonLastLayer,
  settle: (said, task) => ({
    learningRate: cosine(1),
    damping: { kind: 'constant', lambda: 0.1 },
    order: 'newtonFirst',
    sgdShare: 0.5,
    sgdClip: isRegression(task) ? 0.3 : 0,
    iterations: 50,
    tolerance: 1e-3,
    klClip: 0,
    momentum: 0,
    rejectBadSteps: false,
    ...said,
    ...batchesOf(said, task),
  }),
  flops: ({ gradientBatch: N, curvatureBatch, iterations }, { samples, parameters, heads, widths }) =>
    12 * (N === 'full' ? samples : N) * parameters +
    4 * iterations * curvatureBatch * heads.reduce((sum, { m }) => sum + m, 0) * Math.min(widths, parameters),
  state: () => ({}),
  room,
  kept: ({ curvatureBatch }, { graph }) => ({
    samples: curvatureBatch,
    q: 1,
    tangents: true,
    widest: layerShapes(graph).widest,
  }),
  preconditioner: (settled, at) => new TwoParts(settled, at),
  settings: ({ damping, order, sgdShare }, short) => [
    ['damping', dampingRule(damping).text(damping, short)],
    ['order', order === 'newtonFirst' ? 'last layer first' : 'last layer last'],
    ['rate of the other layers', `${short(sgdShare)} of the step length`],
  ],
}

/** A step of two parts, of which the second starts from where the first has led. */
class TwoParts implements Preconditioner {
  readonly #last: LastLayer
  readonly #others: readonly number[]

  constructor(
    readonly settled: DampedNewtonLastLayer,
    readonly at: LayerAt,
  ) {
    this.#last = new LastLayer(at, settled)
    this.#others = factoredLayers(at.graph).filter(k => !at.graph.outputs.includes(k))
  }

  look(_theta: number, batch: Batch): void {
    this.#last.seen = batch
  }

  ready(): boolean {
    return true
  }

  all(start: AtOnce, u: number): void {
    const { kernels, graph, arrays, gradient, clock } = this.at
    const { theta, rate, batch } = start
    const { moved } = arrays
    const newtonFirst = this.settled.order === 'newtonFirst'
    const half = (newton: boolean, g: number) => (newton ? this.#last.solve(start, g, u) : this.#descend(start, g, u))
    kernels.scale(0, u, graph.parameters)
    half(newtonFirst, gradient)
    if (this.#others.length === 0) {
      if (!newtonFirst) half(true, gradient)
      return
    }
    // Constants of the graph lie behind the spare parameters as they do behind θ.
    const place = this.at.besides(theta)
    clock.time('apply', () => kernels.axpby(1, theta, -rate, u, place, graph.parameters))
    this.at.gradientOf(place, batch, moved)
    if (!newtonFirst) this.at.forward(place, this.#last.seen)
    half(!newtonFirst, moved)
  }

  /** u ← share · (g + w θ) in the other layers, no longer than the clip allows. */
  #descend({ theta, decay, rate }: AtOnce, g: number, u: number): void {
    const { kernels, graph } = this.at
    const { sgdShare, sgdClip } = this.settled
    const parts = this.#others.map(k => {
      const { offset, count } = slotsOf(graph, k)
      return { from: offset * sizeOf(kernels.dtype), count }
    })
    let squares = 0
    for (const { from, count } of parts) {
      kernels.axpby(sgdShare, g + from, sgdShare * decay, theta + from, u + from, count)
      squares += kernels.sumSquares(u + from, count)
    }
    const length = rate * Math.sqrt(squares)
    if (sgdClip > 0 && length > sgdClip)
      for (const { from, count } of parts) kernels.scale(sgdClip / length, u + from, count)
  }

  /** Never asked, since all layers come at once. */
  apply(_k: number, V: number): number {
    return V
  }

  counters(): Record<string, number> {
    return {}
  }

  restore(): void {}
}

/**
 * Damped Newton on the last layer, whose Hessian is positive, and gradient descent on the others, one after the other.
 * Departure: the Newton system is solved by conjugate gradients to a tolerance, so that no matrix of outputs × inputs squared is formed;
 * the step of regression is clipped. The paper's text was not at hand: what its two names say of the order is taken from memory.
 * @family small blocks
 * @formula u_L = (H_L + λ I)⁻¹ V_L, H_L = E[∂²l/∂z² ⊗ h hᵀ], h with a 1 where there is a bias; others u = share · V, V of whichever part comes second at the point that the first has led to
 * @source Zhou, Wei, Zhang, Zheng 2021, Mathematics 9, 1533 (arXiv 2103.16764)
 * @cost two gradients, and 4 N n m multiply-adds for each of at most 50 products with H_L, n inputs and m outputs
 * @memory three vectors of P, N × m tangents
 * @needs a dense layer at every output
 * @use wide features under a simple loss; gradient descent still sets the pace of the other layers
 * @throws WoodburyError BAD_OPTION
 */
export function dampedNewtonLastLayer(options: DampedNewtonLastLayerOptions = {}): Said<DampedNewtonLastLayer> {
  return preset(dampedNewtonLastLayerMethod, options)
}
