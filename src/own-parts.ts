import { WoodburyError } from './errors.js'

/** Parts that modules of the user's have registered in this thread, by name. */
interface OwnParts {
  readonly optimizers: Map<string, object>
  readonly dampings: Map<string, object>
  readonly losses: Map<string, object>
}

const KEY = Symbol.for('woodbury.parts')

/**
 * The parts of this thread. They hang on the global object, where every copy of the package finds them: a worker's script is
 * a copy of its own, beside the one that the user's module imports.
 */
export function ownParts(): OwnParts {
  const place = globalThis as { [KEY]?: OwnParts }
  place[KEY] ??= { optimizers: new Map(), dampings: new Map(), losses: new Map() }
  return place[KEY]
}

/** A part by its name. @throws WoodburyError BAD_OPTION in a worker that has not imported the module it is registered by */
export function ownPart(parts: keyof OwnParts, name: string): object {
  const part = ownParts()[parts].get(name)
  if (part) return part
  throw new WoodburyError(
    'BAD_OPTION',
    `fit: "${name}" is registered in the thread that called, not in its workers. Name the module that does so in init({ parts: [new URL('parts.js', import.meta.url)] }), or pass threads: 1.`,
    { name },
  )
}
