/** The losses whose whole step is compared with a dense one. */
export const plainNames = ['meanSquaredError', 'softmaxCrossEntropy', 'sigmoidCrossEntropy'] as const

export type PlainName = (typeof plainNames)[number]

/** A loss from its definition; y: class index for softmax, else the m values. */
export interface PlainLoss {
  value(z: number[], y: number[]): number
  gradient(z: number[], y: number[]): number[]
  hessian(z: number[]): number[][]
}

const softmax = (z: number[]) => {
  const top = Math.max(...z)
  const e = z.map(x => Math.exp(x - top))
  const sum = e.reduce((a, b) => a + b)
  return e.map(x => x / sum)
}

const sigma = (z: number) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)))

const diagonal = (d: number[]) => d.map((value, a) => d.map((_, b) => (a === b ? value : 0)))

export const plainLosses: Record<PlainName, PlainLoss> = {
  meanSquaredError: {
    value: (z, y) => z.reduce((sum, x, a) => sum + (x - y[a]) ** 2 / 2, 0),
    gradient: (z, y) => z.map((x, a) => x - y[a]),
    hessian: z => diagonal(z.map(() => 1)),
  },
  softmaxCrossEntropy: {
    value: (z, [label]) => -Math.log(softmax(z)[label]),
    gradient: (z, [label]) => softmax(z).map((p, a) => p - (a === label ? 1 : 0)),
    hessian: z => {
      const p = softmax(z)
      // p (1 − p) as a sum of the others, so that a saturated p keeps its digits.
      const others = p.map((_, a) => p.reduce((sum, pb, b) => (a === b ? sum : sum + pb), 0))
      return p.map((pa, a) => p.map((pb, b) => (a === b ? pa * others[a] : -pa * pb)))
    },
  },
  sigmoidCrossEntropy: {
    value: (z, y) => z.reduce((sum, x, a) => sum + Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0) - x * y[a], 0),
    gradient: (z, y) => z.map((x, a) => sigma(x) - y[a]),
    hessian: z => diagonal(z.map(x => sigma(x) * sigma(-x))),
  },
}
