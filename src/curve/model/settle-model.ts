import { WoodburyError } from '../../errors.js'
import { show } from '../../options.js'
import { isObject } from '../../plain.js'
import type { Points } from '../data/points.js'
import { Graph, type Node } from '../expression/graph.js'
import { linearParameters } from '../expression/linear.js'
import { type Maths, record } from '../expression/maths.js'
import { namesOf, parse } from '../expression/parse.js'
import { BLOCK, Program } from '../expression/program.js'
import { type Scale, scalesOf } from '../expression/scales.js'
import type { Parameters, Values } from '../parameters.js'
import type { ReadyModel } from '../ready/ready-model.js'
import { readyModels } from '../ready/table.js'
import type { Curve } from './curve.js'
import { Differences } from './differences.js'
import { functionValues, Handed } from './function-values.js'
import { GivenJacobian } from './given-jacobian.js'
import { type Tie, TiedCurve } from './tied-curve.js'

/** A number where x has one column, else the list of a point's inputs: which of them, the data say. */
export type Input = number & readonly number[]

/**
 * (x, p) => y, with p in the form of `start`; several outputs are a list. Written on the third argument alone, a function is recorded
 * once and has exact derivatives.
 */
export type ModelFunction<P = Values> = (x: Input, p: P, maths: Maths) => unknown

export type Model<P = Values> = string | readonly string[] | ReadyModel | ModelFunction<P>

/** A model whose p may have any form. */
export type AnyModel = Model<never>

export interface ModelOptions<P = Values> {
  readonly variables?: readonly string[]
  readonly ties?: Readonly<Record<string, string>>
  readonly jacobian?: (x: Input, p: P) => unknown
}

/** A model that knows its parameters: makes the curve of an output at points. */
export interface SettledModel {
  readonly outputs: number | undefined
  /** What it was written as; undefined for functions. */
  readonly expressions: readonly string[] | undefined
  /** What a ready-made model is called. */
  readonly name?: string
  /** Among the allowed, places of parameters in which all outputs are affine, by the form of the model; none for functions. */
  linear(allowed: readonly boolean[]): number[]
  /** What the form of the model shows of each parameter's size; nothing for functions. */
  scales(): readonly (Scale | undefined)[]
  /** Tied parameters, in an order in which each can be computed. */
  readonly ties: readonly Tie[]
  curve(points: Points, output: number): Curve
}

export const isReady = (model: unknown): model is ReadyModel => isObject(model) && model.kind === 'ready'

/** A ready-made model by its name; any other model as it is. */
export const modelOf = (model: AnyModel): AnyModel =>
  typeof model === 'string' ? (readyModels.get(model)?.() ?? model) : model

/** @throws WoodburyError BAD_MODEL, with the place in an expression or what a function did */
export function settleModel(
  model: AnyModel,
  parameters: Parameters,
  columns: number,
  options: ModelOptions<never>,
  where: string,
): SettledModel {
  const ties = settleTies(options.ties, parameters, where)
  const tied = (curve: Curve) => (ties.length > 0 ? new TiedCurve(curve, ties, parameters.names.length) : curve)
  if (typeof model === 'function') {
    const settled = model.length >= 3 ? recorded(model, parameters, columns) : plain(model, parameters, options, where)
    return { ...settled, ties, curve: (points, output) => tied(settled.curve(points, output)) }
  }
  const texts = isReady(model) ? [model.expression] : typeof model === 'string' ? [model] : model
  if (!Array.isArray(texts) || texts.length === 0 || !texts.every(text => typeof text === 'string'))
    throw new WoodburyError(
      'BAD_MODEL',
      `${where}: the model is ${show(model)}. Pass a function (x, p) => y, an expression such as "a*exp(-b*x)", or a ready-made model.`,
    )
  const names = variablesOf(options.variables, columns, parameters.names, where)
  const settled = ofExpressions(texts, parameters, names, where)
  return {
    outputs: settled.outputs,
    expressions: texts,
    name: isReady(model) ? model.name : undefined,
    ties,
    linear: settled.linear,
    scales: settled.scales,
    curve: (points, output) => tied(settled.curve(points, output)),
  }
}

interface Compiled {
  readonly texts: readonly string[]
  readonly names: readonly string[]
  readonly variables: readonly string[]
  readonly made: ReturnType<typeof ofNodes>
}

/** Expressions compiled before, the last used first: thousands of small fits have one model. */
const compiled: Compiled[] = []
const MOST_COMPILED = 32

const areSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((text, k) => text === b[k])

function ofExpressions(texts: readonly string[], parameters: Parameters, variables: readonly string[], where: string) {
  const { names } = parameters
  const known = compiled.findIndex(
    of => areSame(of.texts, texts) && areSame(of.names, names) && areSame(of.variables, variables),
  )
  if (known > 0) compiled.unshift(...compiled.splice(known, 1))
  if (known >= 0) return compiled[0].made
  const graph = new Graph()
  const symbols = symbolsOf(graph, names, variables)
  const nodes = texts.map(text => graph.build(parse(text, where), symbols))
  const made = ofNodes(graph, nodes, parameters, variables.length)
  compiled.unshift({ texts: [...texts], names: [...names], variables: [...variables], made })
  compiled.length = Math.min(compiled.length, MOST_COMPILED)
  return made
}

/** x, or x1, x2 … where there are several columns and no other names are given. */
function variablesOf(
  given: readonly string[] | undefined,
  columns: number,
  parameters: readonly string[],
  where: string,
): readonly string[] {
  const names = given ?? (columns === 1 ? ['x'] : Array.from({ length: columns }, (_, k) => `x${k + 1}`))
  if (names.length !== columns)
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: variables has ${names.length} names, x has ${columns} columns. Name each.`,
    )
  if ([...names, ...parameters].includes('pi'))
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: pi is the number in every expression. Give the parameter or variable another name.`,
    )
  const twice = names.find((name, k) => names.indexOf(name) !== k || parameters.includes(name))
  if (twice === undefined) return names
  throw new WoodburyError(
    'BAD_OPTION',
    `${where}: "${twice}" names two things among variables and parameters. Rename one.`,
  )
}

function symbolsOf(graph: Graph, parameters: readonly string[], variables: readonly string[]): Map<string, Node> {
  const symbols = new Map<string, Node>()
  parameters.forEach((name, k) => {
    symbols.set(name, graph.parameter(k))
  })
  variables.forEach((name, k) => {
    symbols.set(name, graph.column(k))
  })
  return symbols
}

function ofNodes(graph: Graph, outputs: readonly Node[], { names }: Parameters, columns: number) {
  const programs = outputs.map(node => new Program(graph, node, names.length))
  return {
    outputs: outputs.length,
    expressions: undefined,
    ties: [],
    linear: (allowed: readonly boolean[]) => linearParameters(graph, outputs, allowed),
    scales: () => scalesOf(graph, outputs, names.length, columns),
    curve: ({ columns }: Points, output: number): Curve => {
      const program = programs[output]
      return {
        derivatives: 'exact',
        values: (p, from, to, f) => program.values(p, columns, from, to, f),
        linearise: (p, from, to, f, J, stride) => program.linearise(p, columns, from, to, f, J, stride),
      }
    },
  }
}

function recorded(model: ModelFunction<never>, parameters: Parameters, columns: number) {
  const { names, form } = parameters
  const graph = new Graph()
  const result = record(graph, model, columns, form === 'list' ? names.length : names)
  return ofNodes(graph, Array.isArray(result) ? result : [result], parameters, columns)
}

function plain(
  model: ModelFunction<never>,
  { names, form, typical, box }: Parameters,
  { jacobian }: ModelOptions<never>,
  where: string,
): SettledModel {
  return {
    outputs: undefined,
    expressions: undefined,
    ties: [],
    linear: () => [],
    scales: () => names.map(() => undefined),
    curve(points, output) {
      const handed = new Handed(names, form, points.columns, points.lists)
      const values = functionValues(model as never, handed, output, points.indices, where)
      return jacobian
        ? new GivenJacobian(values, jacobian as never, handed, output, where)
        : new Differences(values, points.y.length, typical, box, BLOCK)
    },
  }
}

/** Ties as programs of the parameters that are fitted; a tie to a tied one is followed. */
function settleTies(given: ModelOptions['ties'], { names }: Parameters, where: string): Tie[] {
  const tied = Object.entries(given ?? {})
  if (tied.length === 0) return []
  const graph = new Graph()
  const symbols = symbolsOf(graph, names, [])
  const waiting = new Map(tied.map(([name, text]) => [name, parse(text, `${where}: ties.${name}`)]))
  for (const name of waiting.keys()) symbols.delete(name)
  const ties: Tie[] = []
  while (waiting.size > 0) {
    const ready = [...waiting].find(([, ast]) => !namesOf(ast).some(name => waiting.has(name)))
    if (!ready)
      throw new WoodburyError(
        'BAD_OPTION',
        `${where}: ties lead in a circle: ${[...waiting.keys()].join(', ')}. Leave one out.`,
      )
    const [name, ast] = ready
    const node = graph.build(ast, symbols)
    waiting.delete(name)
    symbols.set(name, node)
    ties.push(tieOf(new Program(graph, node, names.length), names.indexOf(name), names.length))
  }
  return ties
}

/** Derived quantities: expressions of the parameters. */
export function settleDerived(
  given: Readonly<Record<string, string>> | undefined,
  { names }: Parameters,
  where: string,
): ReadonlyMap<string, Tie> {
  if (!given) return new Map()
  const graph = new Graph()
  const symbols = symbolsOf(graph, names, [])
  return new Map(
    Object.entries(given).map(([name, text]) => {
      const node = graph.build(parse(text, `${where}: derived.${name}`), symbols)
      return [name, tieOf(new Program(graph, node, names.length), -1, names.length)]
    }),
  )
}

function tieOf(program: Program, parameter: number, n: number): Tie {
  const one = new Float64Array(1)
  const slopes = new Float64Array(n)
  return {
    parameter,
    value(p) {
      program.values(p, [], 0, 1, one)
      return one[0]
    },
    gradient(p, out) {
      program.linearise(p, [], 0, 1, one, slopes, 1)
      out.set(slopes)
    },
  }
}
