/** What one request may cost. Clocks stand still while an edge function computes, so work is counted, not timed. */
export const LIMITS = {
  bodyBytes: 1 << 20,
  /** A larger body is read to its end and thrown away up to here, so that the client still hears the refusal. */
  drainedBytes: 32 << 20,
  jsonDepth: 8,
  samples: 2000,
  columns: 64,
  layers: 8,
  units: 256,
  parameters: 20_000,
  steps: 1000,
  /** Of training; about half a second. */
  flops: 2e9,
}

/** A request that is refused, with the status of its answer. */
export class Refusal extends Error {
  constructor(status, code, message) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** The JSON of a body within the limits. @throws Refusal */
export async function readJson(request) {
  const bytes = await readBody(request.body)
  let text
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Refusal(400, 'BAD_JSON', 'The body is not UTF-8.')
  }
  checkDepth(text)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Refusal(400, 'BAD_JSON', `The body is not JSON: ${error.message}`)
  }
}

async function readBody(body) {
  const chunks = []
  let length = 0
  const reader = (body ?? new Blob().stream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length <= LIMITS.bodyBytes) chunks.push(value)
    if (length > LIMITS.drainedBytes) {
      await reader.cancel()
      break
    }
  }
  if (length > LIMITS.bodyBytes)
    throw new Refusal(413, 'TOO_LARGE', `The body has more than ${LIMITS.bodyBytes} bytes. Send less data at a time.`)
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** Before the parser sees it: deep nesting costs the stack of whoever walks the value. */
function checkDepth(text) {
  let depth = 0
  let quoted = false
  for (let k = 0; k < text.length; k++) {
    const character = text[k]
    if (quoted) {
      if (character === '\\') k++
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '[' || character === '{') {
      if (++depth > LIMITS.jsonDepth)
        throw new Refusal(400, 'TOO_DEEP', `The JSON is nested deeper than ${LIMITS.jsonDepth} levels.`)
    } else if (character === ']' || character === '}') depth--
  }
}
