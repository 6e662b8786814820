import { WoodburyError } from '../errors.js'
import type { Model } from '../model/graph.js'
import type { Loss } from '../model/losses/loss.js'
import type { ShapedGraph } from '../model/shapes.js'
import { show } from '../options.js'
import type { TrainingData } from './data.js'

type Names = Pick<TrainingData, 'columns' | 'targets' | 'classes'>

const isText = (value: unknown) => typeof value === 'string'

/** @throws WoodburyError BAD_OPTION for something else than texts, SHAPE_MISMATCH for another number of them */
function checkList(where: string, what: string, names: unknown, counts: readonly number[]): void {
  if (!Array.isArray(names) || !names.every(isText)) {
    const odd = Array.isArray(names) ? `holds ${show(names.find(name => !isText(name)))}` : `is ${show(names)}`
    throw new WoodburyError('BAD_OPTION', `${where}: ${what} ${odd}. Pass a list of texts.`, { option: what })
  }
  if (counts.includes(names.length)) return
  throw new WoodburyError(
    'SHAPE_MISMATCH',
    `${where}: ${what} names ${names.length}, the model has ${counts.join(' or ')}. Pass one name for each.`,
    { expected: counts[0], found: names.length },
  )
}

/** How many classes an output tells apart: one sigmoid stands for two. */
const classCount = (units: number) => Math.max(units, 2)

/**
 * Checks the names that come with data, which are of the first input and the first output, against a model.
 * @throws WoodburyError BAD_OPTION, SHAPE_MISMATCH
 */
export function checkDataNames(
  where: string,
  data: Names,
  { nodes, inputs, outputs }: ShapedGraph,
  losses: readonly Loss[],
): void {
  const { columns, targets, classes } = data
  const { units } = nodes[outputs[0]]
  const width = Math.ceil(units / losses[0].unitsPerColumn)
  if (columns !== undefined) checkList(where, 'columns', columns, [nodes[inputs[0]].units])
  if (targets !== undefined) checkList(where, 'targets', targets, width > 1 ? [width, 1] : [1])
  if (classes === undefined) return
  const regression = losses[0].task === 'regression' && Array.isArray(classes)
  checkList(where, 'classes', classes, [regression ? classes.length : classCount(units)])
  const twice = classes.find((name, k) => classes.indexOf(name) !== k)
  if (twice !== undefined)
    throw new WoodburyError('BAD_OPTION', `${where}: two classes are called "${twice}". Give each a name of its own.`, {
      option: 'classes',
    })
}

interface Difference {
  readonly what: 'columns' | 'classes'
  readonly found: readonly string[]
  readonly expected: readonly string[]
}

/** Columns that are those known in another order, and classes that are not those known: they are taken for each other. */
function differing(data: Names, known: Names): Difference[] {
  const both = (
    what: Difference['what'],
    differ: (found: readonly string[], expected: readonly string[]) => boolean,
  ) => {
    const [found, expected] = [data[what], known[what]]
    return Array.isArray(found) && expected && differ(found, expected) ? [{ what, found, expected }] : []
  }
  const sorted = (names: readonly string[]) => JSON.stringify([...names].sort())
  const other = (found: readonly string[], expected: readonly string[]) =>
    JSON.stringify(found) !== JSON.stringify(expected)
  return [
    ...both('columns', (found, expected) => other(found, expected) && sorted(found) === sorted(expected)),
    ...both('classes', other),
  ]
}

/** @throws WoodburyError BAD_VALUE for data whose names are not in the order of those they are measured against */
export function checkSameNames(where: string, data: Names, known: Names, whose: string): void {
  for (const { what, found, expected } of differing(data, known))
    throw new WoodburyError(
      'BAD_VALUE',
      `${where}: the ${what} are ${shown(found)}, those of ${whose} ${shown(expected)}. Read the data with the ${what} of ${whose}.`,
      { expected, found },
    )
}

/** What a model learned under other names. */
export function renamed({ graph, columns, classes }: Model, data: Names): string[] {
  const known = {
    columns: columns?.[graph.inputs[0]],
    targets: columns?.[graph.outputs[0]],
    classes: classes?.[graph.outputs[0]],
  }
  return (['columns', 'targets', 'classes'] as const).flatMap(what => {
    const [found, expected] = [data[what], known[what]]
    if (!found || !expected || JSON.stringify(found) === JSON.stringify(expected)) return []
    return [
      `the ${what} are ${shown(found)}, the model was trained on ${shown(expected)}: it takes the new ones for the old`,
    ]
  })
}

const shown = (names: readonly string[]) => `${names.slice(0, 6).join(', ')}${names.length > 6 ? ', …' : ''}`

/** The names a model carries, as those of a data set. */
export function namesOf({ graph, columns, classes }: Model): Names {
  return { columns: columns?.[graph.inputs[0]], classes: classes?.[graph.outputs[0]] }
}

/** Names of classes for an output that tells none apart. */
export const needlessClasses = ({ graph }: Model, { classes }: Names, losses: readonly Loss[]): string[] =>
  classes && losses[0].task === 'regression'
    ? [`classes are left out: the loss of "${graph.outputs[0]}" is ${losses[0].name}`]
    : []

/** What a model that was fitted to data carries of names: its own, replaced by those of the data. */
export function describedNames(model: Model, data: Names, losses: readonly Loss[]): Pick<Model, 'columns' | 'classes'> {
  const { inputs, outputs } = model.graph
  const columns = {
    ...model.columns,
    ...(data.columns && { [inputs[0]]: data.columns }),
    ...(data.targets && { [outputs[0]]: data.targets }),
  }
  const all = { ...model.classes, ...(data.classes && { [outputs[0]]: data.classes }) }
  const classes = Object.fromEntries(
    Object.entries(all).filter(([name]) => losses[outputs.indexOf(name)].task === 'classification'),
  )
  return { columns: some(columns), classes: some(classes) }
}

const some = <T extends object>(entries: T) => (Object.keys(entries).length > 0 ? entries : undefined)
