/**
 * The step of TENGraD beside that of SMW-NG, both at their defaults but for the batch, on a network 784-500-10 of one thread:
 * processor time of runs of a few steps, interleaved, medians of the rounds.
 * Bar: at most 1.3 times SMW-NG's at batches of 250 and of 500.
 */
import { dense, fit, type Optimizer, sequential, smwNG, tengrad } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { bar, median, say } from './bars.js'

const SAMPLES = 4000
const INPUTS = 784
const STEPS = 12
const ROUNDS = 9
const MOST = 1.3

const random = stream(0, 100)
/** Three quarters of the pixels are 0, as in MNIST. */
const pixel = () => (random.uniform() < 0.75 ? 0 : random.uniform())
const x = { data: Float64Array.from({ length: SAMPLES * INPUTS }, pixel), shape: [SAMPLES, INPUTS] as const }
const y = Int32Array.from({ length: SAMPLES }, () => random.below(10))
const net = sequential({ input: INPUTS, seed: 0 }, [dense(500, 'relu'), dense(10)])

/** Milliseconds of processor time that so many more steps of a run take. */
async function milliseconds(optimizer: Optimizer): Promise<number> {
  const spent = async (steps: number) => {
    const before = process.cpuUsage()
    await fit(net, { x, y }, { optimizer, steps, epochs: 100, seed: 0, threads: 1, standardize: false })
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }
  const start = await spent(1)
  return ((await spent(1 + STEPS)) - start) / STEPS
}

for (const gradientBatch of [250, 500]) {
  const methods = [smwNG({ gradientBatch, curvatureBatch: gradientBatch }), tengrad({ gradientBatch })]
  const times = methods.map((): number[] => [])
  for (let round = -1; round < ROUNDS; round++)
    for (const [k, method] of methods.entries()) {
      const time = await milliseconds(method)
      if (round >= 0) times[k].push(time)
    }
  const [paper, blocks] = times.map(median)
  const ratio = median(times[1].map((time, round) => time / times[0][round]))
  say(`batch ${gradientBatch}: smw-ng ${paper.toFixed(2)} ms a step, tengrad ${blocks.toFixed(2)} ms`)
  bar(`tengrad's step at batch ${gradientBatch}`, ratio <= MOST, `${ratio.toFixed(2)} times smw-ng's, bar ${MOST}`)
}
