import { arrayOf, dtypeOf, type FloatArray } from '../../runtime/dtype.js'
import { type Graph, type GraphNode, isFrozen, type Model } from '../graph.js'
import { shapesOf, slotsOf } from '../shapes.js'

type Parametrised = Pick<Model, 'graph' | 'params'>

/** Where the parameters of the nodes that `which` names lie in a model's, in elements, in the order of the graph. */
function placesOf(graph: Graph, which: (node: GraphNode) => boolean): { offset: number; count: number }[] {
  const shapes = shapesOf(graph)
  return shapes.nodes.flatMap(({ node }, k) => (which(node) ? [slotsOf(shapes, k)] : []))
}

function gathered({ graph, params }: Parametrised, which: (node: GraphNode) => boolean): FloatArray {
  const places = placesOf(graph, which)
  const total = places.reduce((sum, { count }) => sum + count, 0)
  const result = arrayOf(dtypeOf(params), total)
  let at = 0
  for (const { offset, count } of places) {
    result.set(params.subarray(offset, offset + count), at)
    at += count
  }
  return result
}

/** What a run trains of a model's parameters, in the order of `trainedShapesOf`: all of them where none are frozen. */
export const trainedParameters = (model: Parametrised): FloatArray =>
  model.graph.nodes.some(isFrozen) ? gathered(model, node => !isFrozen(node)) : model.params

/** The parameters of those layers of a model that a part of its graph has and a run does not train, in their order. */
export function frozenParameters(model: Parametrised, part: Graph): FloatArray {
  // A frozen layer may be an input there.
  const names = new Set(part.nodes.filter(isFrozen).map(({ name }) => name))
  return gathered(model, ({ name }) => names.has(name))
}

/**
 * The model with these trained parameters beside its own frozen ones, in the dtype of its params; a run's coefficients,
 * which come after them, are not the model's.
 */
export function withTrained(model: Model, trained: FloatArray): Model {
  const { length } = model.params
  if (!model.graph.nodes.some(isFrozen))
    return { ...model, params: trained.length > length ? trained.slice(0, length) : trained }
  const params = model.params.slice()
  let at = 0
  for (const { offset, count } of placesOf(model.graph, node => !isFrozen(node))) {
    params.set(trained.subarray(at, at + count), offset)
    at += count
  }
  return { ...model, params }
}
