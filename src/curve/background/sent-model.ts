import type { AnyModel } from '../model/settle-model.js'
import { type Recipe, recipeOf } from '../ready/ready-model.js'

/** A model that crosses threads: expressions as they are, a ready-made one as what it was made by. */
export type SentModel = string | readonly string[] | { readonly recipe: Recipe }

/** Undefined for functions, which cannot leave their scope. */
export function sentModel(model: AnyModel): SentModel | undefined {
  if (typeof model !== 'object') return typeof model === 'string' ? model : undefined
  const recipe = recipeOf(model)
  return recipe ? { recipe } : Array.isArray(model) ? (model as readonly string[]) : undefined
}
