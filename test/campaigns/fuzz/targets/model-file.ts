import * as fc from 'fast-check'
import { load, type Model, save, summary } from '../../../../src/index.js'
import { readNaively } from '../../../io/naive-reader.js'
import { damaged } from '../bytes.js'
import { bentHeader } from '../header.js'
import { checkPredictions, keyed, networks, rowsFor } from '../networks.js'
import { allFinite, insist, outcome, sameNumbers } from '../refusal.js'
import type { Target } from '../target.js'

/** Drawn once: to build a model costs more than to damage its file. */
const files = fc
  .sample(networks, { seed: 1, numRuns: 300 })
  .map(({ model }) => ({ bytes: save(model), content: model }))
const file = fc.constantFrom(...files)

const input = fc.oneof(
  damaged(file),
  bentHeader(file.map(({ bytes }) => bytes)).map(bytes => ({ bytes, content: undefined as Model | undefined })),
)

type Input = typeof input extends fc.Arbitrary<infer T> ? T : never

const inputUnits = ({ graph }: Model) =>
  graph.inputs.map(name => {
    const node = graph.nodes.find(one => one.name === name)
    insist(node?.kind === 'input', `no input ${name}`)
    return node.units
  })

export const modelFile: Target<Input> = {
  name: 'safetensors',
  share: 6,
  input,
  async judge({ bytes, content }) {
    const read = await outcome(() => load(bytes))
    insist(read !== undefined || content === undefined, 'a sound file was refused')
    if (!read) return 'refused'
    const model = read.value
    insist(allFinite(model.params), 'parameters that are not finite')
    if (content) insist(sameNumbers(model.params, content.params), 'the parameters differ from those saved')
    const naive = new Map(readNaively(bytes).tensors.map(tensor => [tensor.name, tensor.values]))
    const again = readNaively(save(model)).tensors
    for (const { name, values } of again)
      insist(
        sameNumbers(
          values,
          (naive.get(name) ?? []).map(v => (model.params instanceof Float32Array ? Math.fround(v) : v)),
        ),
        `${name} differs from a naive reading`,
      )
    insist(sameNumbers(load(save(model)).params, model.params), 'a second round trip changes the parameters')
    insist(summary(model).length > 0, 'an empty summary')
    const units = inputUnits(model)
    // A small share: prediction costs more than all the rest.
    if (model.params.length % 16 === 0 && Math.max(...model.params.map(Math.abs)) < 1e3)
      await checkPredictions(model, keyed(model.graph.inputs, rowsFor(units)))
    return 'value'
  },
}
