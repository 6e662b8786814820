/** Numbers of a list that is worth memory of its own. */
const LARGE = 128
/** Bytes of a piece of memory. */
const PIECE = 4096

let piece: ArrayBuffer | undefined
let used = 0

/**
 * n zeros, short lists side by side in one piece of memory: an array of more than eight numbers, which V8 keeps outside its heap,
 * takes about as long to make as a step of a small fit. For lists that stay here: whoever transfers one takes its neighbours along.
 */
export function floats(n: number): Float64Array {
  if (n > LARGE) return new Float64Array(n)
  if (!piece || used + 8 * n > PIECE) {
    piece = new ArrayBuffer(PIECE)
    used = 0
  }
  const list = new Float64Array(piece, used, n)
  used += 8 * n
  return list
}
