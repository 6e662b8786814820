import { refuse } from './check-flags.js'
import { camel } from './names.js'

type Value = number | boolean | string
type Settings = Record<string, unknown>

/** A number, true, false or a word, as it is written. */
function valueFrom(text: string): Value {
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : camel(text)
}

/**
 * What other flags said with what `--set` says: `name=value`, or `damping.boost=2` for an option of a part, whose kind is
 * that of `--damping` or `damping.kind=gain-ratio`. `fit` checks names and values.
 * @throws WoodburyError BAD_OPTION for what is no `name=value`, or said twice
 */
export function settingsOf(sets: readonly string[], said: Readonly<Settings>): Settings {
  const settings: Settings = Object.assign(bare(), said)
  for (const text of sets) {
    const [, path, value] = /^([^=]+)=(.*)$/.exec(text) ?? refuse(`--set ${text} is no name=value.`)
    const [name, inner] = path.split('.').map(camel)
    const before = settings[name] ?? bare()
    const within = inner === undefined ? settings : before
    const last = inner ?? name
    if (typeof within !== 'object' || last in (within as Settings))
      return refuse(`--set ${text}: ${path} is said twice. Leave one of them out.`)
    settings[name] =
      inner === undefined ? valueFrom(value) : Object.assign(bare(), before, { [last]: valueFrom(value) })
  }
  return settings
}

/** An object without names of its own. */
const bare = (): Settings => Object.create(null)
