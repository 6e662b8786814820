import { type FloatArray, viewOf } from '../../runtime/dtype.js'
import type { Layer, Site } from '../layers/layer.js'
import type { ResidualNode } from './nodes.js'
import { BLOCK, TapeRun } from './tape.js'

/** One node that a residual reads. */
interface Source {
  /** Its place in `from`. */
  readonly place: number
  readonly units: number
  /** The column of a point's numbers at which it begins. */
  readonly first: number
}

/** The points of one set in a block, by their places in the batch. */
interface Block {
  readonly run: TapeRun
  readonly places: Int32Array
  readonly n: number
}

const runs = new WeakMap<ResidualNode, readonly TapeRun[]>()

function runsOf(node: ResidualNode): readonly TapeRun[] {
  const known = runs.get(node)
  if (known) return known
  const made = node.tapes.map(tape => new TapeRun(tape))
  runs.set(node, made)
  return made
}

function sourcesOf({ inputUnits }: Site): Source[] {
  let first = 0
  return inputUnits.map((units, place) => {
    first += units
    return { place, units, first: first - units }
  })
}

/** Where a column of a point stands. */
function placeOf(sources: readonly Source[], column: number): Source {
  for (let k = sources.length - 1; ; k--) if (sources[k].first <= column) return sources[k]
}

const viewsOf = ({ kernels }: Site, sources: readonly Source[], offsets: readonly number[], rows: number) =>
  sources.map(({ place, units }) =>
    offsets[place] === 0 ? undefined : viewOf(kernels.dtype, kernels.buffer, offsets[place], rows * units),
  )

/** The points of a batch by their sets, evaluated block by block. */
function* blocksOf(node: ResidualNode, site: Site, samples: number): Generator<Block> {
  const sources = sourcesOf(site)
  const views = viewsOf(site, sources, site.inputs, samples) as FloatArray[]
  const { units } = sources[node.given]
  const sets = views[node.given]
  const places = new Int32Array(BLOCK)
  for (const [set, run] of runsOf(node).entries()) {
    const evaluated = (n: number): Block => {
      run.evaluate((column, into, at) => {
        const source = placeOf(sources, column)
        const from = views[source.place]
        for (let b = 0; b < n; b++) into[at + b] = from[places[b] * source.units + column - source.first]
      }, n)
      return { run, places, n }
    }
    let n = 0
    for (let i = 0; i < samples; i++) {
      if (sets[i * units] !== set) continue
      places[n++] = i
      if (n < BLOCK) continue
      yield evaluated(n)
      n = 0
    }
    if (n > 0) yield evaluated(n)
  }
}

/** r_a of every point by the tape of its set, as the output of a run: its squares are the loss. */
export const residual: Layer<ResidualNode> = {
  units: node => node.units,
  parameters: () => [],
  needsSlope: () => false,

  forward(node, site, _theta, samples) {
    const { kernels, units, value } = site
    const R = viewOf(kernels.dtype, kernels.buffer, value, samples * units).fill(0)
    for (const { run, places, n } of blocksOf(node, site, samples))
      run.tape.outputs.forEach((_, a) => {
        const result = run.result(a)
        for (let b = 0; b < n; b++) R[places[b] * units + a] = result[b]
      })
  },

  tangent(node, site, { tangent, inputTangents }, _theta, _v, samples) {
    const { kernels, units } = site
    const sources = sourcesOf(site)
    const moved = viewsOf(site, sources, inputTangents, samples)
    const T = viewOf(kernels.dtype, kernels.buffer, tangent, samples * units).fill(0)
    for (const { run, places, n } of blocksOf(node, site, samples))
      run.tape.outputs.forEach((_, a) => {
        run.differentiate(a, n)
        for (const { place, column } of run.columns) {
          const source = placeOf(sources, column)
          const from = moved[source.place]
          if (!from) continue
          const slope = run.slope(place)
          for (let b = 0; b < n; b++)
            T[places[b] * units + a] += slope[b] * from[places[b] * source.units + column - source.first]
        }
      })
  },

  backward(node, site, { delta, inputDeltas, accumulate, rows, q }) {
    const { kernels, units } = site
    const sources = sourcesOf(site)
    const below = viewsOf(site, sources, inputDeltas, rows)
    below.forEach((view, k) => {
      if (view && !accumulate[k]) view.fill(0)
    })
    const D = viewOf(kernels.dtype, kernels.buffer, delta, rows * units)
    for (const { run, places, n } of blocksOf(node, site, rows / q))
      run.tape.outputs.forEach((_, a) => {
        run.differentiate(a, n)
        for (const { place, column } of run.columns) {
          const source = placeOf(sources, column)
          const to = below[source.place]
          if (!to) continue
          const slope = run.slope(place)
          for (let b = 0; b < n; b++)
            for (let r = places[b] * q; r < (places[b] + 1) * q; r++)
              to[r * source.units + column - source.first] += slope[b] * D[r * units + a]
        }
      })
  },
}
