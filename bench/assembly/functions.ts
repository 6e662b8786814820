import { Exp } from '../../assembly/math/exp'
import { Tanh } from '../../assembly/math/tanh'

/** out[i] = e^x[i] and tanh x[i] for whole vectors, two at a time as an activation takes them. */
export function exp(x: usize, out: usize, count: i32): void {
  for (const end = out + <usize>count * 4; out < end; x += 32, out += 32) {
    const first = Exp.of<f32>(v128.load(x))
    const second = Exp.of<f32>(v128.load(x, 16))
    v128.store(out, first)
    v128.store(out, second, 16)
  }
}

export function tanh(x: usize, out: usize, count: i32): void {
  for (const end = out + <usize>count * 4; out < end; x += 32, out += 32) {
    const first = Tanh.of<f32>(v128.load(x))
    const second = Tanh.of<f32>(v128.load(x, 16))
    v128.store(out, first)
    v128.store(out, second, 16)
  }
}

export { __heap_base }
