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
    Lanes.store<T>(H, h, count)
    if (slope) Lanes.store<T>(slope, Lanes.nmadd<T>(h, h, Exp.one<T>()), count)
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
    Lanes.store<T>(H, Sigmoid.from<T>(x, e, inverse), count)
    if (slope) Lanes.store<T>(slope, v128.mul<T>(v128.mul<T>(e, inverse), inverse), count)
  }
}

/** ln(1 + eˣ) = max(x, 0) + ln(1 + e^(−|x|)) */
@final
class Softplus extends Curve {
  @inline override apply<T extends number>(x: v128, H: usize, slope: usize, count: i32): void {
    const e = Sigmoid.small<T>(x)
    Lanes.store<T>(H, v128.add<T>(v128.pmax<T>(x, v128.splat<T>(<T>0)), Log.onePlus<T>(e)), count)
    if (slope) Lanes.store<T>(slope, Sigmoid.from<T>(x, e, Sigmoid.inverse<T>(e)), count)
  }
}

/** x·Φ(x) and Φ(x) + x·φ(x) */
@final
class Gelu extends Curve {
  @inline override apply<T extends number>(x: v128, H: usize, slope: usize, count: i32): void {
    const bell = Normal.bell<T>(x)
    const cumulative = Normal.cumulative<T>(x, bell)
    Lanes.store<T>(H, v128.mul<T>(x, cumulative), count)
    if (slope) Lanes.store<T>(slope, Lanes.madd<T>(x, Normal.density<T>(bell), cumulative), count)
  }
}

/** x·σ(x) and σ + x·σ' */
@final
class Silu extends Curve {
  @inline override apply<T extends number>(x: v128, H: usize, slope: usize, count: i32): void {
    const e = Sigmoid.small<T>(x)
    const inverse = Sigmoid.inverse<T>(e)
    const s = Sigmoid.from<T>(x, e, inverse)
    Lanes.store<T>(H, v128.mul<T>(x, s), count)
    if (slope) Lanes.store<T>(slope, Lanes.madd<T>(x, v128.mul<T>(v128.mul<T>(e, inverse), inverse), s), count)
  }
}

@final
class SineActivation extends Curve {
  @inline override apply<T extends number>(x: v128, H: usize, slope: usize, count: i32): void {
    Lanes.store<T>(H, Sine.of<T>(x), count)
    if (slope) Lanes.store<T>(slope, Sine.cosine<T>(x), count)
  }
}

@final
class Activation {
  static each<T extends number, F extends Curve>(A: usize, H: usize, slope: usize, from: i32, to: i32): void {
    const f = changetype<F>(0)
    const start = <usize>from * sizeof<T>()
    A += start
    H += start
    if (slope) slope += start
    for (let left = to - from; left > 0; left -= Lanes.count<T>()) {
      const count = min(left, Lanes.count<T>())
      f.apply<T>(Lanes.load<T>(A, count), H, slope, count)
      A += 16
      H += 16
      if (slope) slope += 16
    }
  }

  static run<T extends number>(kind: i32, A: usize, H: usize, slope: usize, from: i32, to: i32): void {
    if (kind === 1) Activation.each<T, Relu>(A, H, slope, from, to)
    else if (kind === 2) Activation.each<T, LeakyRelu>(A, H, slope, from, to)
    else if (kind === 3) Activation.each<T, TanhActivation>(A, H, slope, from, to)
    else if (kind === 4) Activation.each<T, Sigmoid>(A, H, slope, from, to)
    else if (kind === 5) Activation.each<T, Softplus>(A, H, slope, from, to)
    else if (kind === 6) Activation.each<T, Gelu>(A, H, slope, from, to)
    else if (kind === 7) Activation.each<T, Silu>(A, H, slope, from, to)
    else if (kind === 8) Activation.each<T, SineActivation>(A, H, slope, from, to)
    else Activation.each<T, Linear>(A, H, slope, from, to)
  }
}

/**
 * H[i] = φ(A[i]) for contiguous i in [from, to), and slope[i] = φ'(A[i]) unless slope is 0; H may be A, slope neither.
 * kind: 0 linear · 1 relu, φ'(0) = 0 · 2 leakyRelu 0.01, φ'(0) = 0.01 · 3 tanh · 4 sigmoid · 5 softplus
 *       6 gelu, the erf form · 7 silu · 8 sin
 */
export function activationF32(kind: i32, A: usize, H: usize, slope: usize, from: i32, to: i32): void {
  Activation.run<f32>(kind, A, H, slope, from, to)
}

export function activationF64(kind: i32, A: usize, H: usize, slope: usize, from: i32, to: i32): void {
  Activation.run<f64>(kind, A, H, slope, from, to)
}
