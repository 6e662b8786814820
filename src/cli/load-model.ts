import { load, type Model, WoodburyError } from '../index.js'

/** The model in a file's bytes. @throws WoodburyError that names the file */
export function loadModel(bytes: Uint8Array, path: string): Model {
  try {
    return load(bytes)
  } catch (error) {
    throw naming(path, error)
  }
}

/** The error with the file in the place of the function that read its bytes. */
export function naming(path: string, error: unknown): unknown {
  if (!(error instanceof WoodburyError)) return error
  const sentence = error.message.replace(/^(load|fit: resume):/, `${path}:`)
  return new WoodburyError(error.code, sentence, error.facts, { cause: error })
}
