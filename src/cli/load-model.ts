import { fileKind, load, type Model, WoodburyError } from '../index.js'

const SAFETENSORS = 'a safetensors file'

/** The model in a file's bytes. @throws WoodburyError that names the file, and what it is if that is known */
export function loadModel(bytes: Uint8Array, path: string): Model {
  try {
    return load(bytes)
  } catch (error) {
    const kind = fileKind(bytes)
    if (!(error instanceof WoodburyError) || !kind) throw naming(path, error)
    const isOurs = kind.name === SAFETENSORS
    if (isOurs && !error.message.includes('into')) throw naming(path, error)
    const said = isOurs ? 'this is a safetensors file of another program' : `this looks like ${kind.name}`
    const cure = kind.cure === undefined ? '' : ` ${kind.cure}.`
    throw new WoodburyError(error.code, `${path}: ${said}. Pass a file that woodbury train has written.${cure}`)
  }
}

/** The error with the file in the place of the function that read its bytes. */
export function naming(path: string, error: unknown): unknown {
  if (!(error instanceof WoodburyError)) return error
  const sentence = error.message.replace(/^(load|fit: resume):/, `${path}:`)
  return new WoodburyError(error.code, sentence, error.facts, { cause: error })
}
