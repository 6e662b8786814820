import { dampingRule } from '../../damping/table.js'
import { WoodburyError } from '../../errors.js'
import type { Batch } from '../../model/feed.js'
import { sizeOf } from '../../runtime/dtype.js'
import { word } from '../common-options.js'
import {
  batchesOf,
  factorBatch,
  factoredLayers,
  factorRoom,
  factorState,
  inputSide,
  type Kronecker,
  type KroneckerOptions,
  kroneckerDefaults,
  kroneckerFlops,
  kroneckerOptions,
  layerShapes,
} from '../kronecker/kronecker-options.js'
import type { LayerAt, Preconditioner } from '../layerwise.js'
import type { Method, Said, Sizes, StateSpec } from '../method.js'
import { preset } from '../preset.js'
import { cosine } from '../schedule.js'
import type { Task } from '../task.js'
import { AveragedBlocks, type Blocks } from './averaged-blocks.js'
import { NeuronBlocks } from './neuron-blocks.js'

export interface MiniBlockFisher extends Kronecker {
  readonly method: 'miniBlockFisher'
  readonly blocks: 'averaged' | 'neuron'
}

export interface MiniBlockFisherOptions extends KroneckerOptions {
  /** One block a layer, the mean of its neurons' (default), or a block a neuron: d · n² numbers of a layer of n inputs and d units. */
  blocks?: 'averaged' | 'neuron'
}

/** Bytes of the blocks of all neurons and their factors beyond which they are refused. */
const MOST_BYTES = 2 ** 30

/** A block and its factor for each neuron. @throws WoodburyError BAD_OPTION where they take too much memory */
function neuronState({ momentum }: MiniBlockFisher, { graph, dtype }: Sizes): StateSpec {
  const layers = factoredLayers(graph).map(k => [k, graph.nodes[k].units * inputSide(graph.nodes[k]) ** 2] as const)
  const bytes = layers.reduce((sum, [, length]) => sum + length * (sizeOf(dtype) + 8), 0)
  if (bytes > MOST_BYTES)
    throw new WoodburyError(
      'BAD_OPTION',
      `miniBlockFisher: a block a neuron takes ${(bytes / 2 ** 30).toFixed(1)} GiB here; at most 1 is allowed. Pass blocks: 'averaged'.`,
      { option: 'blocks', value: 'neuron', bytes },
    )
  const blocks = layers.flatMap(([k, length]) => [
    [`A.${k}`, { length, dtype }] as const,
    [`factors.${k}`, { length, dtype: 'float64' }] as const,
  ])
  return { ...Object.fromEntries(blocks), ...(momentum > 0 && { velocity: { length: graph.parameters, dtype } }) }
}

/** Of a block a neuron: as if every layer were as wide as the inputs. */
function flops(settled: MiniBlockFisher, task: Task): number {
  const averaged = kroneckerFlops(settled, task)
  if (settled.blocks === 'averaged') return averaged
  const { parameters, inputs: n } = task
  const { curvatureBatch, factorInterval, inverseInterval } = settled
  return averaged + parameters * n * (4 + (2 * curvatureBatch) / factorInterval + n / (3 * inverseInterval))
}

function room({ curvatureBatch, blocks }: MiniBlockFisher, sizes: Sizes): StateSpec {
  const { inputs, units, largest } = layerShapes(sizes.graph)
  const ofNeurons = blocks === 'neuron' && {
    status: { length: units, dtype: 'float64' as const },
    columns: { length: largest, dtype: 'float64' as const },
  }
  return {
    ...factorRoom(sizes),
    ...ofNeurons,
    augmented: { length: curvatureBatch * inputs, dtype: sizes.dtype },
    scaled: { length: curvatureBatch * inputs, dtype: sizes.dtype },
  }
}

export const miniBlockFisherMethod: Method<MiniBlockFisher> = {
  name: 'miniBlockFisher',
  title: 'mini-block Fisher',
  steps: 'layerwise',
  rate: 0.1,
  options: {
    ...kroneckerOptions,
    blocks: word('one block a layer, or one a neuron', ['averaged', 'neuron'] as const),
  },
  said: miniBlockFisher,
  settle: (said, task) => ({
    ...kroneckerDefaults,
    learningRate: cosine(0.1),
    damping: { kind: 'constant', lambda: 0.03 },
    klClip: 1e-3,
    blocks: 'averaged',
    ...said,
    ...batchesOf(said, task),
  }),
  flops,
  state: (settled, sizes) =>
    settled.blocks === 'neuron' ? neuronState(settled, sizes) : factorState(sizes, false, settled.momentum),
  room: (settled, sizes) => ({
    ...room(settled, sizes),
    weights: { length: settled.curvatureBatch * sizes.heads.length, dtype: 'float64' },
  }),
  kept: (settled, sizes) => factorBatch(settled, sizes, 'empirical'),
  preconditioner: (settled, at) => new MiniBlocks(settled, at),
  counters: ['looks', 'madeAt', 'madeFor'],
  settings: (settled, short) => [
    ['blocks', settled.blocks === 'neuron' ? 'one a neuron' : 'one a layer, averaged'],
    ['damping', dampingRule(settled.damping).text(settled.damping, short)],
    ['inverses', `every ${settled.inverseInterval} batches`],
    ['momentum', short(settled.momentum)],
    ['KL clip', settled.klClip > 0 ? short(settled.klClip) : 'none'],
  ],
}

/** Inverses are made anew where λ has gone further from theirs than this factor. */
const NEAR = 1.5

/** (F + λ I)⁻¹ V of every layer, its inverses kept for some batches. */
class MiniBlocks implements Preconditioner {
  readonly #layers: readonly number[]
  readonly #blocks: Blocks
  #looks = 0
  /** Batches drawn when the inverses were made, and their λ; 0 before the first. */
  #madeAt = 0
  #madeFor = 0

  constructor(
    readonly settled: MiniBlockFisher,
    readonly at: LayerAt,
  ) {
    this.#layers = factoredLayers(at.graph)
    this.#blocks = settled.blocks === 'neuron' ? new NeuronBlocks(at) : new AveragedBlocks(at)
  }

  look(theta: number, batch: Batch, draw: number): void {
    const { factorInterval, decay } = this.settled
    if (draw % factorInterval !== 0 && this.#looks > 0) return
    const deltas = this.at.deltas('empirical', theta, batch, draw)
    const share = Math.min(1 - 1 / (this.#looks + 1), decay)
    this.at.clock.time('gram', () => {
      for (const k of this.#layers) this.#blocks.mix(k, deltas[k], batch.count, share)
    })
    this.#looks++
  }

  ready(lambda: number, draw: number): boolean {
    const near = this.#madeFor > 0 && lambda <= NEAR * this.#madeFor && this.#madeFor <= NEAR * lambda
    if (near && draw < this.#madeAt + this.settled.inverseInterval) return true
    this.#madeAt = draw
    this.#madeFor = lambda
    return this.at.clock.time('factor', () => this.#layers.every(k => this.#blocks.invert(k, lambda)))
  }

  apply(k: number, V: number, n: number, units: number): number {
    return this.#blocks.apply(k, V, n, units)
  }

  counters(): Record<string, number> {
    return { looks: this.#looks, madeAt: this.#madeAt, madeFor: this.#madeFor }
  }

  restore({ looks, madeAt, madeFor }: Readonly<Record<string, number>>): void {
    this.#looks = looks
    this.#madeAt = madeAt
    this.#madeFor = madeFor
  }
}

/**
 * Mini-block Fisher: one small block of the empirical Fisher matrix a layer, the mean of those of its neurons.
 * Departure: the gradient's step is clipped, α² gᵀu ≤ κ, before momentum. The paper's text was not at hand: that blocks of
 * dense layers are averaged is taken from memory.
 * @family small blocks
 * @formula U = (F + λ I)⁻¹ V, F = E[mean_o δ_o² · h hᵀ] as a running mean, δ of the training labels, h with a 1 where there is a bias
 * @source Bahamou, Goldfarb, Ren 2022, arXiv 2202.04124
 * @cost a gradient, 2 n² d flops a layer of n inputs and d units, each 4th batch a backward sweep and N n² more, each 20th 2 n³; with a block a neuron d times N n² and d n³/3
 * @memory two n × n matrices a layer, or two a neuron (at most 1 GiB, else refused), velocity
 * @needs nothing but gradients of single samples, so any loss
 * @use where KFAC's output factors are too large: one matrix a layer, of the inputs alone
 * @throws WoodburyError BAD_OPTION
 */
export function miniBlockFisher(options: MiniBlockFisherOptions = {}): Said<MiniBlockFisher> {
  return preset(miniBlockFisherMethod, options)
}
