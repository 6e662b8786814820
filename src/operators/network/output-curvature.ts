import { type Batch, placeOf, type Samples } from '../../model/feed.js'
import { type Head, weightOf, writeDelta } from '../../model/heads.js'
import { PURPOSE, stream } from '../../random/index.js'
import type { FloatArray } from '../../runtime/dtype.js'

/** Seeds δ = scale · ω B t at the outputs of a chunk, t their tangents and B what the operator takes for ∂²l/∂z². */
export type SeedOutputs = (
  heads: readonly Head[],
  samples: Samples,
  part: Batch,
  tangents: readonly FloatArray[],
  scale: number,
) => void

/** One gradient ∂l/∂z of sample `place` at head k into `u`; `draw` tells several of them apart. */
type OutputGradient = (
  heads: readonly Head[],
  k: number,
  samples: Samples,
  i: number,
  place: number,
  draw: number,
  u: Float64Array,
) => void

const ofTarget: OutputGradient = (heads, k, samples, i, place, _draw, u) => {
  const { loss, outputs, m } = heads[k]
  loss.gradient(outputs, i * m, m, samples.targets[k], place, u)
}

/** Where labels are drawn from: the first sample's place among all is its stream's. */
type Draws = { readonly seed: number; readonly first: number }

/** Of a label drawn from the model: a stream for each draw, sample and head, so that every product and thread sees the same. */
export const ofDrawnLabel =
  ({ seed, first }: Draws): OutputGradient =>
  (heads, k, _samples, i, place, draw, u) => {
    const { loss, outputs, m } = heads[k]
    loss.sampledGradient?.(
      outputs,
      i * m,
      m,
      stream(seed, PURPOSE.sampledLabels, draw, (first + place) * heads.length + k),
      u,
    )
  }

/** B = mean of u uᵀ over `draws` output gradients u. */
const ranksOf =
  (gradient: OutputGradient, draws: number): SeedOutputs =>
  (heads, samples, part, tangents, scale) => {
    heads.forEach((head, k) => {
      const { m } = head
      const u = new Float64Array(m)
      const sum = new Float64Array(m)
      for (let i = 0; i < part.count; i++) {
        const place = placeOf(part, i)
        sum.fill(0)
        for (let draw = 0; draw < draws; draw++) {
          gradient(heads, k, samples, i, place, draw, u)
          let along = 0
          for (let a = 0; a < m; a++) along += u[a] * tangents[k][i * m + a]
          for (let a = 0; a < m; a++) sum[a] += along * u[a]
        }
        writeDelta(head, i, sum, 0, (scale / draws) * weightOf(head, samples, place))
      }
    })
  }

export const empiricalRanks: SeedOutputs = ranksOf(ofTarget, 1)

export const drawnRanks = (from: Draws, draws: number): SeedOutputs => ranksOf(ofDrawnLabel(from), draws)
