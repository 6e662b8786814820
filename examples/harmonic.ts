/**
 * The ground state of a particle in a harmonic trap of two dimensions, exact energy 1, by variational Monte Carlo: a network
 * learns log ψ from an envelope that is too wide, once by SPRING and once by Adam.   --steps 300
 */
import { parseArgs } from 'node:util'
import { adam, dense, fit, type Optimizer, sequential, spring, variational } from '../src/index.js'

const { values } = parseArgs({ options: { steps: { type: 'string', default: '300' } } })
const net = sequential({ input: 2, seed: 1, dtype: 'float64' }, [dense(16, 'tanh'), dense(16, 'tanh'), dense(1)])
const objective = variational({ potential: '(x1^2 + x2^2)/2', walkers: 200, envelope: { gaussian: 0.4 } })
const steps = Number(values.steps)

async function run(name: string, optimizer: Optimizer): Promise<void> {
  const { energy, history, seconds } = await fit(net, undefined, { objective, optimizer, steps })
  if (!energy) return
  const start = history[0].loss.toFixed(3)
  const end = `${energy.value.toFixed(6)} ± ${energy.standardError.toFixed(6)}`
  process.stdout.write(`${name.padEnd(6)}  energy ${start} -> ${end} in ${seconds.toFixed(1)} s\n`)
}

await run('SPRING', spring())
await run('Adam', adam({ learningRate: 0.01 }))
