import { load, predict } from 'woodbury'
import { toBytes } from './base64.js'

export async function answerPredict({ model, x, probabilities }) {
  const { data, shape } = await predict(load(toBytes(model)), x, { probabilities })
  return { data: Array.from(data), shape }
}
