import { adam } from '../../src/index.js'
import { type Context, versus } from '../context.js'
import { interleave } from '../interleave.js'
import { RATE, trainingSet } from '../rivals/network.js'
import { pythonWith } from '../rivals/python.js'
import { torchAdam } from '../rivals/torch-adam.js'
import { openTrainer } from '../trainer.js'

const BATCH = 256

/** Steps of a turn: as many of ours follow one another as of theirs. */
const TURN = 5

/** Our Adam step against PyTorch's on the same processor, in one and in two threads each. */
export async function torchStepRows(context: Context): Promise<void> {
  for (const threads of [1, 2]) {
    const name = `step.adam.b${BATCH}${threads > 1 ? `.threads-${threads}` : ''}`
    if (!context.wants(name)) continue
    const program = pythonWith('torch', context)
    if (!program) return
    const set = trainingSet(BATCH)
    const ours = await openTrainer(context.build, set, adam({ gradientBatch: BATCH, learningRate: RATE }), threads)
    const theirs = torchAdam(program, set, threads)
    const contestants = [
      { run: () => ours.step(), repeat: TURN },
      { run: async () => (await theirs.steps(TURN)).ms, isClock: true },
    ]
    versus(context, name, 'torch-adam', await interleave(contestants, context.patience), 0, { threads })
    theirs.close()
    await ours.close()
  }
}
