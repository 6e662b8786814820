// Bodies that a stranger may send. Each must be answered with a status below 500 and a sentence.

const values = [
  null,
  true,
  -1,
  0,
  2.5,
  1e308,
  'text',
  '',
  [],
  {},
  [[]],
  [null],
  [[null]],
  [['1']],
  { a: 1 },
  'x'.repeat(5000),
]

/** `good` with the value at every path replaced by every garbage value. */
function* replaced(good) {
  for (const path of pathsOf(good)) for (const value of values) yield JSON.stringify(withAt(good, path, value))
}

function* pathsOf(value, path = []) {
  for (const [key, inner] of Object.entries(value)) {
    yield [...path, key]
    if (typeof inner === 'object' && inner !== null && path.length < 2) yield* pathsOf(inner, [...path, key])
  }
}

function withAt(value, [key, ...rest], replacement) {
  const copy = Array.isArray(value) ? [...value] : { ...value }
  copy[key] = rest.length === 0 ? replacement : withAt(copy[key], rest, replacement)
  return copy
}

const nested = (open, close, depth) => open.repeat(depth) + close.repeat(depth)

export function* hostileBodies(good) {
  const text = JSON.stringify(good)
  yield* replaced(good)
  for (let at = 0; at < text.length; at += Math.ceil(text.length / 40)) yield text.slice(0, at)
  yield nested('[', ']', 100_000)
  yield nested('{"a":', '}', 100_000)
  yield `{"x":${nested('[', ']', 9)}}`
  yield text.replace('{', '{"__proto__":{"steps":9},')
  yield text.replace('{', '{"constructor":{"prototype":{}},')
  yield text.replace('{', '{"steps":1,"steps":1e9,')
  yield text.replace(/:\d+/g, ':1e999')
  yield JSON.stringify({ ...good, more: 1 })
  yield `${text}${text}`
  yield `\uFEFF${text}`
  yield new Uint8Array([0xff, 0xfe, 0x00, 0x7b])
  yield new Uint8Array(1000)
  yield JSON.stringify({ ...good, x: Array.from({ length: 2001 }, () => [1]) })
  yield JSON.stringify({ ...good, x: [Array.from({ length: 65 }, () => 1)] })
  yield ' '.repeat(2 << 20)
  yield `"${'a'.repeat(8 << 20)}"`
}

/** A file in base64, cut and with single bytes changed. */
export function* brokenFiles(base64) {
  const bytes = Buffer.from(base64, 'base64')
  for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 30)) {
    yield bytes.subarray(0, at).toString('base64')
    const changed = Buffer.from(bytes)
    changed[at] ^= 0xff
    yield changed.toString('base64')
  }
}
