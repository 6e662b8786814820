import type { Batch } from '../../../model/feed.js'
import { slotsOf } from '../../../model/shapes.js'
import { sizeOf } from '../../../runtime/dtype.js'
import { PositiveInverse } from '../../../solve/positive-inverse.js'
import type { LayerAt, Preconditioner } from '../../layerwise.js'
import { factoredLayers, inputSide } from '../kronecker-options.js'
import { withOnes } from '../with-ones.js'
import { doublyDamped, isSound } from './double-damping.js'
import type { Kbfgs } from './kbfgs-options.js'
import { FullInverse, LimitedInverse, type OutputInverse } from './output-inverse.js'
import { Vectors } from './vectors.js'

/** Means of a batch in one layer: its inputs with their 1, its pre-activations, and their gradient. */
interface Means {
  readonly h: Float64Array
  readonly a: Float64Array
  readonly delta: Float64Array
}

/** H_a ĝ H_g of every layer, both of which learn once a step is taken. */
export class BfgsPreconditioner implements Preconditioner {
  readonly #layers: readonly number[]
  readonly #vectors: Vectors
  readonly #outputs: OutputInverse
  readonly #inverse: PositiveInverse
  #looks = 0
  /** Whether H_a and H_g are there. */
  #started = false
  /** What the step starts from. */
  #batch: Batch | undefined
  #before: readonly Means[] = []
  #lambda = 0

  constructor(
    readonly settled: Kbfgs,
    readonly at: LayerAt,
  ) {
    const { factor, inverse, product64: product } = at.arrays
    const { memory } = settled
    this.#layers = factoredLayers(at.graph)
    this.#vectors = new Vectors(at)
    this.#outputs = memory ? new LimitedInverse(this.#vectors, memory) : new FullInverse(this.#vectors)
    this.#inverse = new PositiveInverse(at.kernels, at.float64, { factor, inverse, product })
  }

  look(theta: number, batch: Batch): void {
    const share = Math.min(1 - 1 / (this.#looks + 1), this.settled.decay)
    this.#looks++
    this.#batch = batch
    this.#before = this.#means(theta, batch)
    const { clock, kernels, graph, arrays } = this.at
    clock.time('gram', () => {
      for (const k of this.#layers) {
        const n = inputSide(graph.nodes[k])
        const H = withOnes(this.at, k, batch.count, arrays.augmented)
        kernels.syrk(true, n, batch.count, [H, n], [arrays.batchFactor, n], false)
        const A = arrays[`A.${k}`]
        kernels.axpby(share, A, (1 - share) / batch.count, arrays.batchFactor, A, n * n)
      }
    })
  }

  /** Of the batch in the cache. */
  #means(theta: number, batch: Batch): Means[] {
    const { graph, sites, dtype } = this.at
    const vectors = this.#vectors
    const deltas = this.at.gradientDeltas(theta, batch)
    return this.#layers.map(k => {
      const { units, inputUnits } = graph.nodes[k]
      const h = new Float64Array(inputSide(graph.nodes[k])).fill(1)
      h.set(vectors.means(sites[k].inputs[0], batch.count, inputUnits[0], batch.count))
      // A layer's bias is the last row of its kernel.
      const a = vectors.times(h, theta + slotsOf(graph, k).offset * sizeOf(dtype), units)
      return { h, a, delta: vectors.means(deltas[k].delta, batch.count, units, 1) }
    })
  }

  ready(lambda: number): boolean {
    this.#lambda = lambda
    if (this.#started) return true
    const { clock, graph, arrays, dtype } = this.at
    const start = (k: number) => {
      this.#outputs.start(k, graph.nodes[k].units)
      const n = inputSide(graph.nodes[k])
      return this.#inverse.invert(arrays[`A.${k}`], n, 1, Math.sqrt(lambda), arrays[`Ha.${k}`], dtype)
    }
    this.#started = clock.time('factor', () => this.#layers.every(start))
    return this.#started
  }

  apply(k: number, V: number, n: number, units: number): number {
    const { kernels, graph, arrays } = this.at
    const { gradientDecay } = this.settled
    const start = slotsOf(graph, k).offset * sizeOf(kernels.dtype)
    const mean = arrays.nextMean + start
    kernels.axpby(gradientDecay, arrays.meanGradient + start, 1 - gradientDecay, V, mean, n * units)
    kernels.matmul('NN', [n, units, n], [arrays[`Ha.${k}`], n], [mean, units], [arrays.layer, units], false)
    return this.#outputs.right(k, arrays.layer, n, units)
  }

  taken(theta: number): void {
    const { kernels, graph, arrays, clock } = this.at
    const { nextMean, meanGradient } = arrays
    kernels.axpby(1, nextMean, 0, nextMean, meanGradient, graph.parameters)
    const batch = this.#batch as Batch
    this.at.forward(theta, batch)
    const after = this.#means(theta, batch)
    clock.time('apply', () => {
      this.#layers.forEach((k, nth) => {
        this.#learnOutputs(k, this.#before[nth], after[nth])
        this.#learnInputs(k, this.#before[nth].h)
      })
    })
  }

  /** s, y: running means of how the batch's mean pre-activations and their gradient moved with the step. */
  #learnOutputs(k: number, before: Means, after: Means): void {
    const { kernels, arrays } = this.at
    const { pairDecay } = this.settled
    const moved = (name: 'a' | 'delta') => after[name].map((value, o) => value - before[name][o])
    const [step, change] = [moved('a'), moved('delta')]
    if (![step, change].every(vector => vector.every(Number.isFinite))) return
    const mean = (name: string, next: Float64Array) => {
      const kept = new Float64Array(kernels.buffer, arrays[`${name}.${k}`], next.length)
      kept.forEach((value, o) => {
        kept[o] = pairDecay * value + (1 - pairDecay) * next[o]
      })
      return kept
    }
    const raw = { s: mean('s', step), y: mean('y', change) }
    const pair = doublyDamped(raw, this.#outputs.times(k, raw.y), Math.sqrt(this.#lambda))
    if (isSound(pair, before.delta)) this.#outputs.learn(k, pair, this.#outputs.times(k, pair.y))
  }

  /** Hessian-action BFGS: s = H_a h̄, y = (A + √λ I) s. */
  #learnInputs(k: number, h: Float64Array): void {
    const { kernels, arrays } = this.at
    const n = h.length
    const [A, H] = [arrays[`A.${k}`], arrays[`Ha.${k}`]]
    const s = this.#vectors.times(h, H, n)
    kernels.mirror([A, n], [arrays.batchFactor, n], n, 0)
    const y = this.#vectors.times(s, arrays.batchFactor, n).map((value, i) => value + Math.sqrt(this.#lambda) * s[i])
    if (isSound({ s, y }, h)) this.#vectors.updateInverse(H, { s, y }, this.#vectors.times(y, H, n))
  }

  counters(): Record<string, number> {
    return { looks: this.#looks, started: +this.#started }
  }

  restore({ looks, started }: Readonly<Record<string, number>>): void {
    this.#looks = looks
    this.#started = started === 1
  }
}
