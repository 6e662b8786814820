import { messageOf } from '../brand.js'
import { WoodburyError } from '../errors.js'
import { checkGraph } from '../model/check-graph.js'
import { checkModel, takeModel } from '../model/check-model.js'
import type { Graph, Model } from '../model/graph.js'
import { type ParameterSlot, shapesOf } from '../model/shapes.js'
import { checkOptions } from '../options.js'
import { arrayOf, type DType, dtypeOf } from '../runtime/dtype.js'
import { decode, encode, type Tensor, type TensorFile } from './safetensors.js'

const KEY = 'woodbury'
/** Raised whenever a file of the new kind would be misread by code that knows only the old one. */
const VERSION = 1

/** Tensors of a checkpoint that are not the model's begin with this. */
export const OPTIMIZER_PREFIX = 'optimizer/'

const typeOf = { float32: 'F32', float64: 'F64' } as const

export interface LoadOptions {
  /** A model whose parameters to replace: its names, shapes and layers must be those of the file. */
  into?: Model
}

type FloatTensor = Extract<Tensor, { dtype: 'F32' | 'F64' }>

const isFloat = (tensor: Tensor): tensor is FloatTensor => tensor.dtype === 'F32' || tensor.dtype === 'F64'

const refuse = (where: string, sentence: string, facts = {}): never => {
  throw new WoodburyError('BAD_FILE', `${where}: ${sentence}`, facts)
}

const slotsOf = (graph: Graph): ParameterSlot[] => shapesOf(graph).nodes.flatMap(({ slots }) => slots)

/** @throws WoodburyError BAD_MODEL for what JSON has no word for, such as a bigint or a cycle among unknown keys */
function jsonOf(description: object): string {
  try {
    return JSON.stringify(description)
  } catch (cause) {
    throw new WoodburyError('BAD_MODEL', `save: the model holds what no file can (${messageOf(cause)}).`, {}, { cause })
  }
}

/** A model as tensors `name/kernel` [in, out] and `name/bias`, with all else as JSON in the metadata. */
export function modelToFile(model: Model): TensorFile {
  const { graph, params, ...extras } = model
  const dtype = typeOf[dtypeOf(params)]
  const tensors = slotsOf(graph).map(({ name, shape, offset, size }): [string, Tensor] => [
    name,
    { dtype, shape, data: params.subarray(offset, offset + size) } as FloatTensor,
  ])
  const { standardization, classes, losses, columns } = extras
  const metadata = jsonOf({ version: VERSION, graph, standardization, classes, losses, columns })
  return { tensors: new Map(tensors), metadata: new Map([[KEY, metadata]]) }
}

/** What the metadata of a file says beside the tensors; undefined for a file that others wrote. */
function descriptionOf({ metadata }: TensorFile, where: string): Omit<Model, 'params'> | undefined {
  const text = metadata.get(KEY)
  if (text === undefined) return undefined
  let description: unknown
  try {
    description = JSON.parse(text)
  } catch (error) {
    throw new WoodburyError('BAD_FILE', `${where}: the metadata "${KEY}" is no JSON.`, {}, { cause: error })
  }
  const { version, graph, standardization, classes, losses, columns } = (description ?? {}) as Partial<Model> & {
    version?: unknown
  }
  if (!Number.isSafeInteger(version) || (version as number) < 1)
    return refuse(where, `the metadata "${KEY}" has no version.`)
  if ((version as number) > VERSION)
    return refuse(where, `the file has version ${version}, newer than ${VERSION}. Update woodbury to read it.`, {
      version,
    })
  asFileError(() => checkGraph(graph, where))
  return {
    graph: graph as Graph,
    ...(standardization !== undefined && { standardization }),
    ...(classes !== undefined && { classes }),
    ...(losses !== undefined && { losses }),
    ...(columns !== undefined && { columns }),
  }
}

/** What is BAD_MODEL in memory is BAD_FILE when a file brought it. */
function asFileError<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof WoodburyError) || error.code === 'BAD_FILE') throw error
    throw new WoodburyError('BAD_FILE', error.message, error.facts, { cause: error })
  }
}

/** The file's float tensor for every slot, and no other tensor but an optimiser's. */
function matched({ tensors }: TensorFile, slots: readonly ParameterSlot[], where: string): FloatTensor[] {
  const shapeText = (shape: readonly number[]) => shape.join('x')
  const found = slots.map(({ name, shape }): FloatTensor => {
    const tensor = tensors.get(name)
    if (tensor === undefined) {
      const others = [...tensors.keys()].slice(0, 4).join(', ')
      return refuse(
        where,
        `${name}: not in the file, model ${shapeText(shape)}. The file has ${others || 'no tensors'}.`,
        {
          tensor: name,
          model: shape,
        },
      )
    }
    if (shapeText(tensor.shape) !== shapeText(shape))
      return refuse(
        where,
        `${name}: file ${shapeText(tensor.shape)}, model ${shapeText(shape)}. Build the model with the file's layers.`,
        { tensor: name, file: tensor.shape, model: shape },
      )
    return isFloat(tensor)
      ? tensor
      : refuse(where, `${name}: dtype ${tensor.dtype}, expected F32 or F64.`, { tensor: name })
  })
  const known = new Set(slots.map(({ name }) => name))
  for (const [name, { shape }] of tensors)
    if (!known.has(name) && !name.startsWith(OPTIMIZER_PREFIX))
      refuse(where, `${name}: file ${shapeText(shape)}, not in the model. Build the model with the file's layers.`, {
        tensor: name,
        file: shape,
      })
  return found
}

function paramsFrom(tensors: readonly FloatTensor[], slots: readonly ParameterSlot[], dtype: DType) {
  const params = arrayOf(
    dtype,
    slots.reduce((sum, { size }) => sum + size, 0),
  )
  slots.forEach(({ offset }, k) => {
    params.set(tensors[k].data, offset)
  })
  return params
}

/** What each node but the inputs computes, in words; inputs go by their place, since their names carry no tensor. */
function workings({ nodes, inputs }: Graph): Map<string, string> {
  const nameOf = (name: string) => (inputs.includes(name) ? `input ${inputs.indexOf(name)}` : name)
  return new Map(
    nodes
      .filter(({ kind }) => kind !== 'input')
      .map(node => [
        node.name,
        `${'activation' in node ? `${node.kind} ${node.activation}` : node.kind} of ${node.from.map(nameOf).join(', ')}`,
      ]),
  )
}

/** @throws WoodburyError BAD_FILE where tensors would fit but the layers between them differ */
function checkSameLayers(file: Graph, model: Graph, where: string): void {
  const inFile = workings(file)
  const inModel = workings(model)
  for (const name of new Set([...inFile.keys(), ...inModel.keys()])) {
    const [a, b] = [inFile.get(name) ?? 'none', inModel.get(name) ?? 'none']
    if (a !== b)
      refuse(where, `${name}: file ${a}, model ${b}. Build the model with the file's layers.`, {
        node: name,
        file: a,
        model: b,
      })
  }
}

/**
 * The model of a decoded file, or `into` with the file's parameters in its own dtype; constants, classes and columns
 * are the file's where it describes a model.
 * @throws WoodburyError BAD_FILE that names the first tensor or node which does not fit
 */
export function modelFromFile(file: TensorFile, where: string, into?: Model): Model {
  const description = descriptionOf(file, where)
  if (into === undefined && description === undefined)
    return refuse(
      where,
      `the file holds tensors but no model (no metadata "${KEY}"). Build the model and pass it as { into: model }.`,
    )
  const graph = into?.graph ?? (description as Omit<Model, 'params'>).graph
  const slots = asFileError(() => slotsOf(graph))
  const tensors = matched(file, slots, where)
  if (into !== undefined && description !== undefined) checkSameLayers(description.graph, graph, where)
  const wide = into === undefined ? tensors.some(({ dtype }) => dtype === 'F64') : dtypeOf(into.params) === 'float64'
  const params = paramsFrom(tensors, slots, wide ? 'float64' : 'float32')
  return asFileError(() => checkModel({ ...(description ?? into), graph, params }, where))
}

/**
 * The bytes of a safetensors file that holds the whole model, bit for bit: tensors `dense_0/kernel` [in, out] and
 * `dense_0/bias`; graph, standardisation, class and column names in the metadata `woodbury`.
 * @throws WoodburyError BAD_MODEL   @example await writeFile('arm.safetensors', save(model))
 */
export function save(model: Model): Uint8Array {
  return encode(modelToFile(takeModel(model, 'save')))
}

/**
 * The model in the bytes of a file, bit for bit as it was saved (a checkpoint gives its model). With `into`, the
 * parameters of a safetensors file from anywhere for a model whose tensors have the same names and shapes; the model
 * passed stays as it is.
 * @throws WoodburyError BAD_FILE, BAD_OPTION, BAD_MODEL   @example const model = load(await readFile('arm.safetensors'))
 */
export function load(bytes: Uint8Array | ArrayBuffer, options: LoadOptions = {}): Model {
  checkOptions('load', ['into'], options)
  const into = options.into === undefined ? undefined : takeModel(options.into, 'load: into')
  return modelFromFile(decode(bytes, 'load'), 'load', into)
}
