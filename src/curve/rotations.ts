/** A 3 × 3 matrix, row-major. */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number]

/** Below this angle series take the place of quotients that lose their digits. */
const SMALL = 1e-4

/** Rotations of the plane, by their angle. */
export const so2 = {
  /** The rotation by an angle: [cos, −sin, sin, cos]. */
  exp: (angle: number): readonly [number, number, number, number] => {
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
    return [cosine, -sine, sine, cosine]
  },
  /** The angle of a rotation, −π … π. */
  log: (R: ArrayLike<number>): number => Math.atan2(R[2], R[0]),
  rotate: (angle: number, [x, y]: ArrayLike<number> & Iterable<number>): [number, number] => {
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
    return [cosine * x - sine * y, sine * x + cosine * y]
  },
}

/**
 * Rotations of space by rotation vectors (axis times angle, Rodrigues), for fits: three numbers without constraint. Near π a
 * vector is not unique; fit small vectors after a fixed rotation, `so3.multiply(so3.exp(p), base)`.
 */
export const so3 = {
  /** I + sin θ/θ K + (1 − cos θ)/θ² K², K the cross product with w. */
  exp([x, y, z]: ArrayLike<number> & Iterable<number>): Matrix3 {
    const angle = Math.hypot(x, y, z)
    const a = angle < SMALL ? 1 - angle ** 2 / 6 : Math.sin(angle) / angle
    const b = angle < SMALL ? 0.5 - angle ** 2 / 24 : (1 - Math.cos(angle)) / angle ** 2
    return [
      1 - b * (y * y + z * z),
      b * x * y - a * z,
      b * x * z + a * y,
      b * x * y + a * z,
      1 - b * (x * x + z * z),
      b * y * z - a * x,
      b * x * z - a * y,
      b * y * z + a * x,
      1 - b * (x * x + y * y),
    ]
  },
  /** The rotation vector of a matrix, of length up to π: by its quaternion, which keeps its digits near 0 and near π. */
  log(R: Matrix3): [number, number, number] {
    const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = R
    const trace = xx + yy + zz
    const squares = [trace, xx, yy, zz].map((own, k) => (k === 0 ? 1 + trace : 1 + 2 * own - trace))
    const largest = squares.indexOf(Math.max(...squares))
    const q = [
      [squares[0], zy - yz, xz - zx, yx - xy],
      [zy - yz, squares[1], yx + xy, xz + zx],
      [xz - zx, yx + xy, squares[2], zy + yz],
      [yx - xy, xz + zx, zy + yz, squares[3]],
    ][largest]
    const sign = q[0] < 0 ? -1 : 1
    const length = Math.hypot(q[1], q[2], q[3])
    const angle = 2 * Math.atan2(length, sign * q[0])
    const scale = length === 0 ? 0 : (sign * angle) / length
    return [q[1] * scale, q[2] * scale, q[3] * scale]
  },
  multiply(A: Matrix3, B: Matrix3): Matrix3 {
    return Array.from({ length: 9 }, (_, at) => {
      const [row, column] = [3 * Math.floor(at / 3), at % 3]
      return A[row] * B[column] + A[row + 1] * B[column + 3] + A[row + 2] * B[column + 6]
    }) as never
  },
  rotate(R: Matrix3, [x, y, z]: ArrayLike<number> & Iterable<number>): [number, number, number] {
    return [R[0] * x + R[1] * y + R[2] * z, R[3] * x + R[4] * y + R[5] * z, R[6] * x + R[7] * y + R[8] * z]
  },
}
