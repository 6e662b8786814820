import * as assert from 'uvu/assert'
import { WoodburyError, type WoodburyErrorCode } from '../../src/errors.js'

type Expected = {
  readonly code?: WoodburyErrorCode
  readonly says?: readonly (string | RegExp)[]
  readonly facts?: Readonly<Record<string, unknown>>
}

/** Asserts that a call (or the promise it returns) fails with a WoodburyError of this code, text and facts. */
export async function refuses(
  call: () => unknown,
  { code, says = [], facts: expected = {} }: Expected = {},
  what = '',
): Promise<void> {
  let error: unknown
  try {
    await call()
  } catch (thrown) {
    error = thrown
  }
  if (!(error instanceof WoodburyError)) assert.unreachable(`${what} should be refused, but got ${String(error)}`)
  const { code: got, message, facts } = error as WoodburyError
  if (code) assert.is(got, code, `${what} ${message}`)
  for (const part of says)
    assert.ok(
      typeof part === 'string' ? message.includes(part) : part.test(message),
      `${what} "${message}" lacks ${part}`,
    )
  for (const [name, value] of Object.entries(expected)) assert.equal(facts[name], value, `${what} facts.${name}`)
}
