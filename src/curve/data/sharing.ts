import { WoodburyError } from '../../errors.js'
import { indexOf, type Parameters } from '../parameters.js'

/** The parameters of a fit of several data sets, and for each set where its own are among them. */
export interface Sharing {
  readonly parameters: Parameters
  /** One list a set; undefined where all sets have all parameters in common. */
  readonly places: readonly Int32Array[] | undefined
}

/**
 * Parameters that are not shared become one a set: `a` in two sets is `a_1` and `a_2`, with the same start and bounds.
 * @throws WoodburyError BAD_OPTION for unknown names, and for lists of start values or ties, which have no names to add to
 */
export function expandShared(
  own: Parameters,
  sets: number,
  shared: readonly string[] | undefined,
  where: string,
  tied: boolean,
): Sharing {
  if (sets === 1 || shared === undefined) return { parameters: own, places: undefined }
  const { names, form } = own
  const isShared = names.map(() => false)
  for (const name of shared) isShared[indexOf(name, names, form, 'shared', where)] = true
  if (isShared.every(Boolean)) return { parameters: own, places: undefined }
  if (own.box.order)
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: ordered goes with parameters that all sets share. Leave one of the two out.`,
    )
  if (form === 'list' || tied)
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: shared needs ${tied ? 'a model without ties' : 'start as an object'}, since parameters of each set are named a_1, a_2. ${tied ? 'Write the tie into the model.' : 'Pass { a: 1, … }.'}`,
    )
  const sources: number[] = []
  const expanded: string[] = []
  const places = Array.from({ length: sets }, () => new Int32Array(names.length))
  names.forEach((name, k) => {
    for (let set = 0; set < (isShared[k] ? 1 : sets); set++) {
      if (isShared[k]) for (const place of places) place[k] = sources.length
      else places[set][k] = sources.length
      expanded.push(isShared[k] ? name : `${name}_${set + 1}`)
      sources.push(k)
    }
  })
  const pick = (values: Float64Array) => Float64Array.from(sources, k => values[k])
  const { start, typical, box, fixed } = own
  return {
    places,
    parameters: {
      names: expanded,
      form,
      start: pick(start),
      typical: pick(typical),
      fixed: sources.map(k => fixed[k]),
      box: { lower: pick(box.lower), upper: pick(box.upper), held: Uint8Array.from(sources, k => box.held[k]) },
    },
  }
}
