import { Lanes } from './lanes'
import { Exp } from './math/exp'
import { Log } from './math/log'
import { Normal } from './math/normal'
import { Polynomial } from './math/polynomial'
import { Sine } from './math/sine'
import { Tanh } from './math/tanh'

const SINGLE = memory.data<f32>([0.01], 16)
const DOUBLE = memory.data<f64>([0.01], 16)

/** Writes φ(x) of one vector to H and, where slope is not 0, φ'(x) to slope; `count` lanes of each. */
class Curve {
  @inline static put<T extends number>(at: usize, value: v128, count: i32): void {
    Lanes.store<T>(at, Lanes.flush<T>(value), count)
  }

  @inline apply<_T extends number>(x: v128, H: usize, slope: usize, count: i32): void {}
}

@final
class Linear extends Curve {
  @inline override apply<T extends number>(x: v128, H: usize, slope: usize, count: i32): void {
    Lanes.store<T>(H, x, count)
    if (slope) Lanes.store<T>(slope, v128.or(Exp.one<T>(), v128.ne<T>(x, x)), count)
  }
}

@final
class Relu extends Curve {
  @inline override apply<T extends number>(x: v128, H: usize, slope: usize, count: i32): void {
    const zero = v128.splat<T>(<T>0)
    Lanes.store<T>(H, v128.pmax<T>(x, zero), count)
    if (slope) {
      const step = v128.and(v128.gt<T>(x, zero), Exp.one<T>())
      Lanes.store<T>(slope, v128.or(step, v128.ne<T>(x, x)), count)
    }
  }
}

@final
class LeakyRelu extends Curve {
  @inline override apply<T extends number>(x: v128, H: usize, slope: usize, count: i32): void {
    const leak = Polynomial.constant<T>(sizeof<T>() === 4 ? SINGLE : DOUBLE, 0)
    const positive = v128.gt<T>(x, v128.splat<T>(<T>0))
    Lanes.store<T>(H, v128.bitselect(x, v128.mul<T>(x, leak), positive), count)
    if (slope) {
      const step = v128.bitselect(Exp.one<T>(), leak, positive)
      Lanes.store<T>(slope, v128.or(step, v128.ne<T>(x, x)), count)
    }
  }
}

@final
class TanhActivation extends Curve {
  @inline override apply<T extends number>(x: v128, H: usize, slope: usize, count: i32): void {
    const h = Tanh.of<T>(x)
    Curve.put<T>(H, h, count)
    if (slope) Curve.put<T>(slope, Lanes.nmadd<T>(h, h, Exp.one<T>()), count)
  }
}

/** With e = e^(−|x|) neither side of 0 loses digits: σ = 1/(1+e) or e/(1+e), σ' = e/(1+e)². */
@final
class Sigmoid extends Curve {
  @inline static small<T extends number>(x: v128): v128 {
    return Exp.of<T>(v128.neg<T>(v128.abs<T>(x)))
  }

  @inline static inverse<T extends number>(e: v128): v128 {
    return v128.div<T>(Exp.one<T>(), v128.add<T>(Exp.one<T>(), e))
  }

  @inline static from<T extends number>(x: v128, e: v128, inverse: v128): v128 {
    return v128.bitselect(v128.mul<T>(e, inverse), inverse, v128.lt<T>(x, v128.splat<T>(<T>0)))
  }

  @inline override apply<T extends number>(x: v128, H: usize, slope: usize, count: i32): void {
    const e = Sigmoid.small<T>(x)
    const inverse = Sigmoid.inverse<T>(e)
    Curve.put<T>(H, Sigmoid.from<T>(x, e, inverse), count)
    if (slope) Curve.put<T>(slope, v128.mul<T>(v128.mul<T>(e, inverse), inverse), count)
  }
}

/** ln(1 + eˣ) = max(x, 0) + ln(1 + e^(−|x|)) */
@final
class Softplus extends Curve {
  @inline override apply<T extends number>(x: v128, H: usize, slope: usize, count: i32): void {
    const e = Sigmoid.small<T>(x)
    Curve.put<T>(H, v128.add<T>(v128.pmax<T>(x, v128.splat<T>(<T>0)), Log.onePlus<T>(e)), count)
    if (slope) Curve.put<T>(slope, Sigmoid.from<T>(x, e, Sigmoid.inverse<T>(e)), count)
  }
}

/** x·Φ(x) and Φ(x) + x·φ(x) */
@final
class Gelu extends Curve {
  @inline override apply<T extends number>(x: v128, H: usize, slope: usize, count: i32): void {
    const bell = Normal.bell<T>(x)
    const cumulative = Normal.cumulative<T>(x, bell)
    Curve.put<T>(H, v128.mul<T>(x, cumulative), count)
    if (slope) Curve.put<T>(slope, Lanes.madd<T>(x, Normal.density<T>(bell), cumulative), count)
  }
}

/** x·σ(x) and σ + x·σ' */
@final
class Silu extends Curve {
  @inline override apply<T extends number>(x: v128, H: usize, slope: usize, count: i32): void {
    const e = Sigmoid.small<T>(x)
    const inverse = Sigmoid.inverse<T>(e)
    const s = Sigmoid.from<T>(x, e, inverse)
    Curve.put<T>(H, v128.mul<T>(x, s), count)
    if (slope) Curve.put<T>(slope, Lanes.madd<T>(x, v128.mul<T>(v128.mul<T>(e, inverse), inverse), s), count)
  }
}

@final
class SineActivation extends Curve {
  @inline override apply<T extends number>(x: v128, H: usize, slope: usize, count: i32): void {
    Curve.put<T>(H, Sine.of<T>(x), count)
    if (slope) Curve.put<T>(slope, Sine.cosine<T>(x), count)
  }
}

@final
class Activation {
  /** By rows, so that a bias can be added on the way; without one the whole is a single row. */
  static each<T extends number, F extends Curve>(
    A: usize,
    bias: usize,
    H: usize,
    slope: usize,
    cols: i32,
    from: i32,
    to: i32,
  ): void {
    const f = changetype<F>(0)
    const start = <usize>from * cols * sizeof<T>()
    A += start
    H += start
    if (slope) slope += start
    const rows = bias ? to - from : min(to - from, 1)
    const length = bias ? cols : cols * (to - from)
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < length; c += Lanes.count<T>()) {
        const count = min(length - c, Lanes.count<T>())
        const at = <usize>c * sizeof<T>()
        let x = Lanes.load<T>(A + at, count)
        if (bias) x = v128.add<T>(x, Lanes.load<T>(bias + at, count))
        f.apply<T>(x, H + at, slope ? slope + at : 0, count)
      }
      const row = <usize>length * sizeof<T>()
      A += row
      H += row
      if (slope) slope += row
    }
  }

  static run<T extends number>(
    kind: i32,
    A: usize,
    bias: usize,
    H: usize,
    slope: usize,
    cols: i32,
    from: i32,
    to: i32,
  ): void {
    if (kind === 1) Activation.each<T, Relu>(A, bias, H, slope, cols, from, to)
    else if (kind === 2) Activation.each<T, LeakyRelu>(A, bias, H, slope, cols, from, to)
    else if (kind === 3) Activation.each<T, TanhActivation>(A, bias, H, slope, cols, from, to)
    else if (kind === 4) Activation.each<T, Sigmoid>(A, bias, H, slope, cols, from, to)
    else if (kind === 5) Activation.each<T, Softplus>(A, bias, H, slope, cols, from, to)
    else if (kind === 6) Activation.each<T, Gelu>(A, bias, H, slope, cols, from, to)
    else if (kind === 7) Activation.each<T, Silu>(A, bias, H, slope, cols, from, to)
    else if (kind === 8) Activation.each<T, SineActivation>(A, bias, H, slope, cols, from, to)
    else Activation.each<T, Linear>(A, bias, H, slope, cols, from, to)
  }
}

/**
 * H[r,c] = φ(A[r,c] + bias[c]), rows r in [from, to) of `cols` contiguous numbers, and slope[r,c] = φ' there unless slope
 * is 0; bias may be 0: none. H may be A, slope neither. The plain build takes |H| and |φ'| < 1e−30 (float64: 1e−290) as
 * 0, but for kinds 0 to 2: subnormal operands would slow every later product down.
 * kind: 0 linear · 1 relu, φ'(0) = 0 · 2 leakyRelu 0.01, φ'(0) = 0.01 · 3 tanh · 4 sigmoid · 5 softplus
 *       6 gelu, the erf form · 7 silu · 8 sin
 */
export function activationF32(
  kind: i32,
  A: usize,
  bias: usize,
  H: usize,
  slope: usize,
  cols: i32,
  from: i32,
  to: i32,
): void {
  Activation.run<f32>(kind, A, bias, H, slope, cols, from, to)
}

export function activationF64(
  kind: i32,
  A: usize,
  bias: usize,
  H: usize,
  slope: usize,
  cols: i32,
  from: i32,
  to: i32,
): void {
  Activation.run<f64>(kind, A, bias, H, slope, cols, from, to)
}
