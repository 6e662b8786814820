import { Hono } from 'hono'
import { WoodburyError } from 'woodbury'
import { answerFit } from './fit.js'
import { Refusal, readJson } from './limits.js'
import { answerPredict } from './predict.js'
import { fitSchema, parse, predictSchema } from './schema.js'

const app = new Hono()

const refused = (code, message) => ({ error: { code, message } })

app.post('/fit', async context => context.json(await answerFit(parse(fitSchema, await readJson(context.req.raw)))))

app.post('/predict', async context =>
  context.json(await answerPredict(parse(predictSchema, await readJson(context.req.raw)))),
)

app.notFound(context => context.json(refused('NOT_FOUND', 'There are POST /fit and POST /predict.'), 404))

app.onError((error, context) => {
  if (error instanceof Refusal) return context.json(refused(error.code, error.message), error.status)
  if (error instanceof WoodburyError) return context.json(refused(error.code, error.message), 422)
  console.error(error)
  return context.json(refused('INTERNAL', 'The request could not be answered.'), 500)
})

export default app
