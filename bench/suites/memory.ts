import { fit, forecast, smwNG } from '../../src/index.js'
import type { Context } from '../context.js'
import { INPUTS, trainingSet } from '../rivals/network.js'
import { network } from '../trainer.js'

const MIB = 2 ** 20

/** Resident memory after many steps against after few: a run allocates nothing in a step. */
export async function memoryRows(context: Context): Promise<void> {
  const { count, x, labels } = trainingSet(256)
  const data = { x: { data: x, shape: [count, INPUTS] as [number, number] }, y: labels }
  const optimizer = smwNG({ gradientBatch: 64, curvatureBatch: 64 })
  const run = fit(network(), data, { optimizer, steps: 1, threads: 1 })
  const arena = forecast(run) / MIB
  await run
  if (context.wants('memory.arena')) {
    const parameters = (4 * network().params.length) / MIB
    const said = { value: arena, unit: 'MiB', rival: 'parameters', rivalValue: parameters }
    context.add({ name: 'memory.arena', threads: 1, ...said, ratio: parameters / arena, residual: 0 })
  }
  if (!context.wants('memory.growth')) return
  const resident = async (steps: number) => {
    await fit(network(), data, { optimizer, steps, threads: 1 })
    return process.memoryUsage().rss / MIB
  }
  await resident(20)
  const few = await resident(20)
  const many = await resident(context.quick ? 100 : 1000)
  const said = { value: many, unit: 'MiB', rival: 'few-steps', rivalValue: few }
  context.add({ name: 'memory.growth', threads: 1, ...said, ratio: few / many, residual: 0 })
}
