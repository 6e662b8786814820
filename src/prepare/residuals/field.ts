import type { Node } from '../../curve/expression/graph.js'
import type { Standardization } from '../../model/graph.js'
import { show } from '../../options.js'
import { type Column, type Quantity, type Recording, refuse, Symbolic, symbol } from './symbols.js'

/** The network as residuals see it: a function of the point. Where it has one output, it stands for its value itself. */
export interface Field extends Symbolic {
  /** u at the point. */
  readonly value: Quantity
  /** ∂u/∂x_k by axis k. */
  readonly gradient: readonly Quantity[]
  /** ∂²u/∂x_k². */
  second(axis: number): Quantity
  /** Σ ∂²u/∂x_k² over `axes`; all of them where none are said. */
  laplacian(axes?: readonly number[]): Quantity
  /** One of several outputs, from 0. */
  output(k: number): Field
}

/** How many axes and outputs there are, and how each output is scaled. */
export interface Shape {
  readonly axes: number
  readonly outputs: readonly { readonly mean: number; readonly scale: number }[]
}

/** One output. */
class Output extends Symbolic implements Field {
  constructor(
    readonly recording: Recording,
    readonly shape: Shape,
    readonly at: number,
    node: () => Node,
  ) {
    super(recording, node)
  }

  get value(): Quantity {
    return this.#of({ kind: 'value', output: this.#only('value') })
  }

  get gradient(): readonly Quantity[] {
    const output = this.#only('gradient')
    return Array.from({ length: this.shape.axes }, (_, axis) => this.#of({ kind: 'first', output, axis }))
  }

  second(axis: number): Quantity {
    return this.laplacian([axis])
  }

  laplacian(axes: readonly number[] = Array.from({ length: this.shape.axes }, (_, k) => k)): Quantity {
    const output = this.#only('laplacian')
    const { length } = new Set(axes).size === axes.length ? axes : []
    const known = (axis: number) => Number.isInteger(axis) && axis >= 0 && axis < this.shape.axes
    if (!Array.isArray(axes) || !(length > 0) || !axes.every(known))
      refuse(
        `axes are ${Array.isArray(axes) ? `[${axes.map(show).join(', ')}]` : show(axes)}. Pass different ones from 0 to ${this.shape.axes - 1}, the inputs of the network.`,
        { axes },
      )
    return this.#of({ kind: 'sum', output, axes: [...axes].sort((a, b) => a - b) })
  }

  output(k: number): Field {
    const { length } = this.shape.outputs
    if (!Number.isInteger(k) || k < 0 || k >= length)
      refuse(`u.output(${show(k)}): the network has ${length}, the first is u.output(0).`, { output: k })
    return fieldOf(this.recording, this.shape, k)
  }

  /** The output that is meant. */
  #only(what: string): number {
    if (this.at < 0)
      refuse(`u.${what} of a network with ${this.shape.outputs.length} outputs. Say which, as in u.output(0).${what}.`)
    return this.at
  }

  #of(column: Column & { readonly output: number }): Symbolic {
    return symbol(this.recording, scaled(this.recording, this.shape, column))
  }
}

/** A channel of the network in the units of its output. */
function scaled(recording: Recording, { outputs }: Shape, column: Column & { readonly output: number }): Node {
  const { graph } = recording
  const { mean, scale } = outputs[column.output]
  const channel = recording.column(column)
  const wide = scale === 1 ? channel : graph.apply('mul', [graph.constant(scale), channel])
  return column.kind !== 'value' || mean === 0 ? wide : graph.apply('add', [wide, graph.constant(mean)])
}

export function fieldOf(recording: Recording, shape: Shape, output = shape.outputs.length > 1 ? -1 : 0): Field {
  return new Output(recording, shape, output, () => {
    if (output < 0) refuse(`u has ${shape.outputs.length} outputs. Say which, as in u.output(0).`)
    return scaled(recording, shape, { kind: 'value', output })
  })
}

/** Mean and scale of every output unit. */
export const scalesOf = (units: number, constants?: Standardization): Shape['outputs'] =>
  Array.from({ length: units }, (_, k) => ({ mean: constants?.mean[k] ?? 0, scale: constants?.scale[k] ?? 1 }))
