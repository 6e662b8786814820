import type { AnyModel } from '../model/settle-model.js'
import { plus, times } from '../ready/compose.js'
import type { ReadyModel, Recipe } from '../ready/ready-model.js'
import { readyModels } from '../ready/table.js'
import type { SentModel } from './sent-model.js'

/** The model that was sent, made again. */
export const receivedModel = (sent: SentModel): AnyModel =>
  typeof sent === 'object' && 'recipe' in sent ? made(sent.recipe) : sent

type Maker = (...args: unknown[]) => ReadyModel

const makers: Readonly<Record<string, unknown>> = { plus, times }

function made([name, ...args]: Recipe): ReadyModel {
  const make = (makers[name] ?? readyModels.get(name)) as Maker
  return make(...args.map(arg => (Array.isArray(arg) ? made(arg as unknown as Recipe) : arg)))
}
