import { dense, fit, load, save, sequential, smwGN, smwNG } from 'woodbury'
import { toBytes, toText } from './base64.js'
import { LIMITS, Refusal } from './limits.js'

const methods = { smwGN, smwNG }

function modelOf({ layers, bytes, seed }, inputs) {
  const parameters = layers?.reduce(({ sum, from }, { units }) => ({ sum: sum + (from + 1) * units, from: units }), {
    sum: 0,
    from: inputs,
  }).sum
  if (parameters > LIMITS.parameters) throw tooManyParameters(parameters)
  if (layers)
    return sequential(
      { input: inputs, seed },
      layers.map(({ units, activation }) => dense(units, activation)),
    )
  const model = load(toBytes(bytes))
  if (model.params.length > LIMITS.parameters) throw tooManyParameters(model.params.length)
  return model
}

const tooManyParameters = count =>
  new Refusal(422, 'TOO_LARGE', `The network has ${count} parameters; ${LIMITS.parameters} are allowed here.`)

/** Trains for at most the flops of one request; what is left to do goes on from the checkpoint of the answer. */
export async function answerFit({ network, x, y, loss, optimizer, steps, seed, resume }) {
  const run = fit(
    modelOf(network, x[0].length),
    { x, y },
    {
      loss,
      optimizer: methods[optimizer](),
      steps,
      seed,
      flops: LIMITS.flops,
      ...(resume !== undefined && { resume: toBytes(resume) }),
    },
  )
  const { model, stopped, reason, steps: done, history, checkpoint } = await run
  return {
    model: toText(save(model)),
    stopped,
    reason,
    steps: done,
    loss: history.at(-1)?.loss,
    ...(stopped === 'flops' && { checkpoint: toText(checkpoint) }),
  }
}
