import { Kernels } from '../../runtime/kernels.js'
import { Arena } from '../../runtime/memory/arena.js'
import { scratchBytes } from '../../runtime/memory/scratch.js'
import type { KroneckerFactor } from './kronecker-factors.js'
import { type KernelModule, takeTurn } from './turns.js'

/** (A ⊗ G) v layer by layer: A V G, V the layer's part of v as an inputs × outputs matrix; in float64. */
export class KroneckerProduct {
  readonly #places: readonly { readonly A: number; readonly G: number }[]
  readonly #rooms: readonly [number, number]
  readonly #size: { readonly pages: number; readonly scratch: number }

  constructor(
    readonly factors: readonly KroneckerFactor[],
    private readonly kernels: KernelModule,
  ) {
    const arena = new Arena()
    this.#places = factors.map(({ A, G }) => ({ A: arena.reserve(A.byteLength), G: arena.reserve(G.byteLength) }))
    const largest = Math.max(...factors.map(({ inputs, outputs }) => inputs * outputs)) * 8
    this.#rooms = [arena.reserve(largest), arena.reserve(largest)]
    const widest = Math.max(...factors.map(({ inputs, outputs }) => Math.max(inputs, outputs)))
    const scratch = arena.reserve(scratchBytes('float64', widest))
    this.#size = { pages: arena.pages, scratch }
  }

  /** @throws WoodburyError OUT_OF_MEMORY */
  apply(v: Float64Array): Float64Array {
    const { executor, isNew } = takeTurn(this, this.kernels, this.#size)
    const kernels = new Kernels(executor, 'float64')
    const view = (at: number, length: number) => new Float64Array(kernels.buffer, at, length)
    const [V, T] = this.#rooms
    const result = new Float64Array(v.length)
    this.factors.forEach(({ offset, inputs, outputs, A, G }, k) => {
      const at = this.#places[k]
      if (isNew) {
        view(at.A, A.length).set(A)
        view(at.G, G.length).set(G)
      }
      const size = inputs * outputs
      view(V, size).set(v.subarray(offset, offset + size))
      kernels.matmul('NN', [inputs, outputs, inputs], [at.A, inputs], [V, outputs], [T, outputs], false)
      kernels.matmul('NN', [inputs, outputs, outputs], [T, outputs], [at.G, outputs], [V, outputs], false)
      result.set(view(V, size), offset)
    })
    return result
  }
}
