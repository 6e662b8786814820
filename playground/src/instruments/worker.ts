import { measure } from './measure.ts'

addEventListener('message', async ({ data: { model, data } }) => {
  try {
    postMessage({ readings: await measure(model, data) })
  } catch (error) {
    postMessage({ failure: error instanceof Error ? error.message : String(error) })
  }
})
