function mulRows<T>(D: usize, ldd: i32, P: usize, ldp: i32, q: i32, cols: i32, from: i32, to: i32): void {
  const size = <i32>sizeof<T>()
  for (let r = from; r < to; r++) {
    for (let c = 0; c < cols; c++) {
      const at = D + (r * ldd + c) * size
      store<T>(at, load<T>(at) * load<T>(P + ((r / q) * ldp + c) * size))
    }
  }
}

function addBias<T>(A: usize, lda: i32, bias: usize, cols: i32, from: i32, to: i32): void {
  const size = <i32>sizeof<T>()
  for (let r = from; r < to; r++) {
    for (let c = 0; c < cols; c++) {
      const at = A + (r * lda + c) * size
      store<T>(at, load<T>(at) + load<T>(bias + c * size))
    }
  }
}

function copyColumns<T>(
  dst: usize,
  ldd: i32,
  src: usize,
  lds: i32,
  cols: i32,
  accumulate: i32,
  from: i32,
  to: i32,
): void {
  const size = <i32>sizeof<T>()
  for (let r = from; r < to; r++) {
    for (let c = 0; c < cols; c++) {
      const at = dst + (r * ldd + c) * size
      const value = load<T>(src + (r * lds + c) * size)
      store<T>(at, accumulate ? load<T>(at) + value : value)
    }
  }
}

function combineRows<T>(E: usize, lde: i32, D: usize, ldd: i32, x: usize, q: i32, cols: i32, from: i32, to: i32): void {
  const size = <i32>sizeof<T>()
  for (let i = from; i < to; i++) {
    for (let c = 0; c < cols; c++) {
      let sum: f64 = 0
      for (let a = 0; a < q; a++)
        sum += load<f64>(x + (i * q + a) * 8) * <f64>load<T>(D + ((i * q + a) * ldd + c) * size)
      store<T>(E + (i * lde + c) * size, <T>sum)
    }
  }
}

function rowDot<T>(out: usize, D: usize, ldd: i32, W: usize, ldw: i32, q: i32, cols: i32, from: i32, to: i32): void {
  const size = <i32>sizeof<T>()
  for (let r = from; r < to; r++) {
    let sum: f64 = 0
    for (let c = 0; c < cols; c++)
      sum += <f64>load<T>(D + (r * ldd + c) * size) * <f64>load<T>(W + ((r / q) * ldw + c) * size)
    store<f64>(out + r * 8, load<f64>(out + r * 8) + sum)
  }
}

function columnSum<T>(out: usize, A: usize, lda: i32, rows: i32, accumulate: i32, from: i32, to: i32): void {
  const size = <i32>sizeof<T>()
  for (let c = from; c < to; c++) {
    let sum: f64 = accumulate ? <f64>load<T>(out + c * size) : 0
    for (let r = 0; r < rows; r++) sum += <f64>load<T>(A + (r * lda + c) * size)
    store<T>(out + c * size, <T>sum)
  }
}

function outerRows<T>(
  J: usize,
  ldj: i32,
  D: usize,
  ldd: i32,
  dcols: i32,
  H: usize,
  ldh: i32,
  hcols: i32,
  q: i32,
  hasBias: i32,
  from: i32,
  to: i32,
): void {
  const size = <i32>sizeof<T>()
  for (let r = from; r < to; r++) {
    for (let i = 0; i < hcols + (hasBias ? 1 : 0); i++) {
      const h = i < hcols ? load<T>(H + ((r / q) * ldh + i) * size) : <T>1
      for (let o = 0; o < dcols; o++)
        store<T>(J + (r * ldj + i * dcols + o) * size, h * load<T>(D + (r * ldd + o) * size))
    }
  }
}

export function mulRowsF32(D: usize, ldd: i32, P: usize, ldp: i32, q: i32, cols: i32, from: i32, to: i32): void {
  mulRows<f32>(D, ldd, P, ldp, q, cols, from, to)
}
export function mulRowsF64(D: usize, ldd: i32, P: usize, ldp: i32, q: i32, cols: i32, from: i32, to: i32): void {
  mulRows<f64>(D, ldd, P, ldp, q, cols, from, to)
}

export function addBiasF32(A: usize, lda: i32, bias: usize, cols: i32, from: i32, to: i32): void {
  addBias<f32>(A, lda, bias, cols, from, to)
}
export function addBiasF64(A: usize, lda: i32, bias: usize, cols: i32, from: i32, to: i32): void {
  addBias<f64>(A, lda, bias, cols, from, to)
}

export function copyColumnsF32(
  dst: usize,
  ldd: i32,
  src: usize,
  lds: i32,
  cols: i32,
  accumulate: i32,
  from: i32,
  to: i32,
): void {
  copyColumns<f32>(dst, ldd, src, lds, cols, accumulate, from, to)
}
export function copyColumnsF64(
  dst: usize,
  ldd: i32,
  src: usize,
  lds: i32,
  cols: i32,
  accumulate: i32,
  from: i32,
  to: i32,
): void {
  copyColumns<f64>(dst, ldd, src, lds, cols, accumulate, from, to)
}

export function combineRowsF32(
  E: usize,
  lde: i32,
  D: usize,
  ldd: i32,
  x: usize,
  q: i32,
  cols: i32,
  from: i32,
  to: i32,
): void {
  combineRows<f32>(E, lde, D, ldd, x, q, cols, from, to)
}
export function combineRowsF64(
  E: usize,
  lde: i32,
  D: usize,
  ldd: i32,
  x: usize,
  q: i32,
  cols: i32,
  from: i32,
  to: i32,
): void {
  combineRows<f64>(E, lde, D, ldd, x, q, cols, from, to)
}

export function rowDotF32(
  out: usize,
  D: usize,
  ldd: i32,
  W: usize,
  ldw: i32,
  q: i32,
  cols: i32,
  from: i32,
  to: i32,
): void {
  rowDot<f32>(out, D, ldd, W, ldw, q, cols, from, to)
}
export function rowDotF64(
  out: usize,
  D: usize,
  ldd: i32,
  W: usize,
  ldw: i32,
  q: i32,
  cols: i32,
  from: i32,
  to: i32,
): void {
  rowDot<f64>(out, D, ldd, W, ldw, q, cols, from, to)
}

export function columnSumF32(out: usize, A: usize, lda: i32, rows: i32, accumulate: i32, from: i32, to: i32): void {
  columnSum<f32>(out, A, lda, rows, accumulate, from, to)
}
export function columnSumF64(out: usize, A: usize, lda: i32, rows: i32, accumulate: i32, from: i32, to: i32): void {
  columnSum<f64>(out, A, lda, rows, accumulate, from, to)
}

export function outerRowsF32(
  J: usize,
  ldj: i32,
  D: usize,
  ldd: i32,
  dcols: i32,
  H: usize,
  ldh: i32,
  hcols: i32,
  q: i32,
  hasBias: i32,
  from: i32,
  to: i32,
): void {
  outerRows<f32>(J, ldj, D, ldd, dcols, H, ldh, hcols, q, hasBias, from, to)
}
export function outerRowsF64(
  J: usize,
  ldj: i32,
  D: usize,
  ldd: i32,
  dcols: i32,
  H: usize,
  ldh: i32,
  hcols: i32,
  q: i32,
  hasBias: i32,
  from: i32,
  to: i32,
): void {
  outerRows<f64>(J, ldj, D, ldd, dcols, H, ldh, hcols, q, hasBias, from, to)
}
