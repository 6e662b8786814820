import { erf } from './erf.js'

/** w = f(u, v) for n values: V[w + i] from V[u + i] and V[v + i]; one operand leaves v unread. */
export type Forward = (V: Float64Array, w: number, u: number, v: number, n: number) => void

/** One term of the chain rule for n values: D[d + i] += G[g + i] · ∂w/∂(operand), G the adjoint of w. */
export type Backward = (
  D: Float64Array,
  d: number,
  G: Float64Array,
  g: number,
  V: Float64Array,
  w: number,
  u: number,
  v: number,
  n: number,
) => void

interface Kernels {
  readonly forward: Forward
  /** One for each operand. */
  readonly backward: readonly Backward[]
}

// Each term is added only where it is finite, t − t = 0: an infinite slope counts as 0, the subgradient where a
// distance meets its point, and so does the zero slope times ∞ of a saturated 1/(1 + exp(u)).

export const plus: Backward = (D, d, G, g, _V, _w, _u, _v, n) => {
  for (let i = 0; i < n; i++) D[d + i] += G[g + i]
}
const minus: Backward = (D, d, G, g, _V, _w, _u, _v, n) => {
  for (let i = 0; i < n; i++) D[d + i] -= G[g + i]
}
const timesSecond: Backward = (D, d, G, g, V, _w, _u, v, n) => {
  for (let i = 0; i < n; i++) {
    const t = G[g + i] * V[v + i]
    if (t - t === 0) D[d + i] += t
  }
}
const timesFirst: Backward = (D, d, G, g, V, w, u, v, n) => timesSecond(D, d, G, g, V, w, v, u, n)

const bySecond: Backward = (D, d, G, g, V, _w, _u, v, n) => {
  for (let i = 0; i < n; i++) {
    const t = G[g + i] / V[v + i]
    if (t - t === 0) D[d + i] += t
  }
}
const byQuotient: Backward = (D, d, G, g, V, w, _u, v, n) => {
  for (let i = 0; i < n; i++) {
    const t = (G[g + i] * V[w + i]) / V[v + i]
    if (t - t === 0) D[d + i] -= t
  }
}

/** ∂(u^v)/∂u = v·u^(v−1), from the value where that has all its digits. */
const powerBase: Backward = (D, d, G, g, V, w, u, v, n) => {
  for (let i = 0; i < n; i++) {
    const x = V[u + i]
    const c = V[v + i]
    const t = G[g + i] * c * (Math.abs(V[w + i]) > 1e-290 ? V[w + i] / x : x ** (c - 1))
    if (t - t === 0) D[d + i] += t
  }
}
/** ∂(u^v)/∂v = u^v·ln u, not finite and so 0 for u ≤ 0, where the exponent is not free to move. */
const powerExponent: Backward = (D, d, G, g, V, w, u, _v, n) => {
  for (let i = 0; i < n; i++) {
    const t = G[g + i] * V[w + i] * Math.log(V[u + i])
    if (t - t === 0) D[d + i] += t
  }
}

/** The branch taken has the slope; the first where both are equal. */
const chosen =
  (first: boolean, sign: number): Backward =>
  (D, d, G, g, V, _w, u, v, n) => {
    for (let i = 0; i < n; i++) if (V[u + i] * sign <= V[v + i] * sign === first) D[d + i] += G[g + i]
  }

/** A function of one operand by its value and its slope at u, where its value is w. */
const unary = (value: (u: number) => number, slope: (u: number, w: number) => number): Kernels => ({
  forward: (V, w, u, _v, n) => {
    for (let i = 0; i < n; i++) V[w + i] = value(V[u + i])
  },
  backward: [
    (D, d, G, g, V, w, u, _v, n) => {
      for (let i = 0; i < n; i++) {
        const t = G[g + i] * slope(V[u + i], V[w + i])
        if (t - t === 0) D[d + i] += t
      }
    },
  ],
})

/** What a node may do; `square`, `cube` and `inverse` are powers that need no logarithm. */
export type Operation =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'neg'
  | 'square'
  | 'cube'
  | 'inverse'
  | 'exp'
  | 'pow'
  | 'min'
  | 'max'
  | 'log'
  | 'sqrt'
  | 'sin'
  | 'cos'
  | 'log10'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'erf'
  | 'abs'
  | 'floor'

// What models use most has loops of its own: a function that a loop is given is called, and boxes its numbers, each time.
export const operations: Readonly<Record<Operation, Kernels>> = {
  add: {
    forward: (V, w, u, v, n) => {
      for (let i = 0; i < n; i++) V[w + i] = V[u + i] + V[v + i]
    },
    backward: [plus, plus],
  },
  sub: {
    forward: (V, w, u, v, n) => {
      for (let i = 0; i < n; i++) V[w + i] = V[u + i] - V[v + i]
    },
    backward: [plus, minus],
  },
  mul: {
    forward: (V, w, u, v, n) => {
      for (let i = 0; i < n; i++) V[w + i] = V[u + i] * V[v + i]
    },
    backward: [timesSecond, timesFirst],
  },
  div: {
    forward: (V, w, u, v, n) => {
      for (let i = 0; i < n; i++) V[w + i] = V[u + i] / V[v + i]
    },
    backward: [bySecond, byQuotient],
  },
  neg: {
    forward: (V, w, u, _v, n) => {
      for (let i = 0; i < n; i++) V[w + i] = -V[u + i]
    },
    backward: [minus],
  },
  square: {
    forward: (V, w, u, _v, n) => {
      for (let i = 0; i < n; i++) V[w + i] = V[u + i] * V[u + i]
    },
    backward: [
      (D, d, G, g, V, _w, u, _v, n) => {
        for (let i = 0; i < n; i++) {
          const t = G[g + i] * 2 * V[u + i]
          if (t - t === 0) D[d + i] += t
        }
      },
    ],
  },
  cube: unary(
    u => u * u * u,
    u => 3 * u * u,
  ),
  inverse: {
    forward: (V, w, u, _v, n) => {
      for (let i = 0; i < n; i++) V[w + i] = 1 / V[u + i]
    },
    backward: [(D, d, G, g, V, w, u, _v, n) => byQuotient(D, d, G, g, V, w, u, u, n)],
  },
  exp: {
    forward: (V, w, u, _v, n) => {
      for (let i = 0; i < n; i++) V[w + i] = Math.exp(V[u + i])
    },
    backward: [(D, d, G, g, V, w, u, _v, n) => timesSecond(D, d, G, g, V, w, u, w, n)],
  },
  pow: {
    forward: (V, w, u, v, n) => {
      for (let i = 0; i < n; i++) V[w + i] = V[u + i] ** V[v + i]
    },
    backward: [powerBase, powerExponent],
  },
  min: {
    forward: (V, w, u, v, n) => {
      for (let i = 0; i < n; i++) V[w + i] = Math.min(V[u + i], V[v + i])
    },
    backward: [chosen(true, 1), chosen(false, 1)],
  },
  max: {
    forward: (V, w, u, v, n) => {
      for (let i = 0; i < n; i++) V[w + i] = Math.max(V[u + i], V[v + i])
    },
    backward: [chosen(true, -1), chosen(false, -1)],
  },
  log: {
    forward: (V, w, u, _v, n) => {
      for (let i = 0; i < n; i++) V[w + i] = Math.log(V[u + i])
    },
    backward: [(D, d, G, g, V, w, u, _v, n) => bySecond(D, d, G, g, V, w, u, u, n)],
  },
  sqrt: {
    forward: (V, w, u, _v, n) => {
      for (let i = 0; i < n; i++) V[w + i] = Math.sqrt(V[u + i])
    },
    backward: [
      (D, d, G, g, V, w, _u, _v, n) => {
        for (let i = 0; i < n; i++) {
          const t = (0.5 * G[g + i]) / V[w + i]
          if (t - t === 0) D[d + i] += t
        }
      },
    ],
  },
  sin: {
    forward: (V, w, u, _v, n) => {
      for (let i = 0; i < n; i++) V[w + i] = Math.sin(V[u + i])
    },
    backward: [
      (D, d, G, g, V, _w, u, _v, n) => {
        for (let i = 0; i < n; i++) {
          const t = G[g + i] * Math.cos(V[u + i])
          if (t - t === 0) D[d + i] += t
        }
      },
    ],
  },
  cos: {
    forward: (V, w, u, _v, n) => {
      for (let i = 0; i < n; i++) V[w + i] = Math.cos(V[u + i])
    },
    backward: [
      (D, d, G, g, V, _w, u, _v, n) => {
        for (let i = 0; i < n; i++) {
          const t = G[g + i] * Math.sin(V[u + i])
          if (t - t === 0) D[d + i] -= t
        }
      },
    ],
  },
  log10: unary(Math.log10, u => Math.LOG10E / u),
  tan: unary(Math.tan, (_u, w) => 1 + w * w),
  asin: unary(Math.asin, u => 1 / Math.sqrt((1 - u) * (1 + u))),
  acos: unary(Math.acos, u => -1 / Math.sqrt((1 - u) * (1 + u))),
  atan: unary(Math.atan, u => 1 / (1 + u * u)),
  sinh: unary(Math.sinh, Math.cosh),
  cosh: unary(Math.cosh, Math.sinh),
  tanh: {
    forward: (V, w, u, _v, n) => {
      for (let i = 0; i < n; i++) V[w + i] = Math.tanh(V[u + i])
    },
    backward: [
      (D, d, G, g, V, w, u, _v, n) => {
        for (let i = 0; i < n; i++) {
          const t = G[g + i] * tanhSlope(V[u + i], V[w + i])
          if (t - t === 0) D[d + i] += t
        }
      },
    ],
  },
  erf: unary(erf, u => (2 / Math.sqrt(Math.PI)) * Math.exp(-u * u)),
  abs: unary(Math.abs, Math.sign),
  floor: unary(Math.floor, () => 0),
}

/** 1/cosh² u, from w = tanh u while 1 − w² has its digits. */
function tanhSlope(u: number, w: number): number {
  if (Math.abs(w) < 0.9) return (1 - w) * (1 + w)
  const t = Math.exp(-2 * Math.abs(u))
  return (4 * t) / ((1 + t) * (1 + t))
}

const scratch = new Float64Array(3)

/** The value at one pair of numbers, by the loop that serves blocks. */
export function compute(operation: Operation, u: number, v = 0): number {
  scratch[0] = u
  scratch[1] = v
  operations[operation].forward(scratch, 2, 0, 1, 1)
  return scratch[2]
}
