/**
 * The ground state of a particle in a harmonic trap of two dimensions, exact energy 1, by variational Monte Carlo: a network
 * learns log ψ from an envelope that is too wide, once by SPRING (Goldshlager et al. 2024) and once by Adam.
 * node dist/examples/harmonic.js   --steps 300   --svg folder
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  adam,
  dense,
  type FitResult,
  fit,
  type Model,
  type Optimizer,
  predict,
  sequential,
  spring,
  variational,
} from '../src/index.js'
import { type Mark, type Picture, type Point, show } from './picture.js'

const GAUSSIAN = 0.4
const EXACT = 1
const WALKERS = 200

export interface Ground {
  readonly name: string
  readonly result: FitResult
  /** |ψ(x, 0)|², with an integral of 1, less e^(−x²)/√π, which is the ground state's. */
  readonly density: readonly Point[]
}

const ACROSS = Array.from({ length: 121 }, (_, k) => (k - 60) / 20)

/** ψ = exp(network − γ|x|²). */
async function densityOf(model: Model): Promise<Point[]> {
  const points = ACROSS.map(x => [x, 0])
  const { data } = await predict(model, points)
  const values = ACROSS.map((x, k) => Math.exp(2 * (data[k] - data[60] - GAUSSIAN * x * x)))
  const whole = values.reduce((sum, value) => sum + value, 0) * (ACROSS[1] - ACROSS[0])
  return values.map((value, k) => [ACROSS[k], value / whole - Math.exp(-(ACROSS[k] ** 2)) / Math.sqrt(Math.PI)])
}

export async function grounds(steps: number): Promise<Ground[]> {
  const net = sequential({ input: 2, seed: 1, dtype: 'float64' }, [dense(16, 'tanh'), dense(16, 'tanh'), dense(1)])
  const objective = variational({ potential: '(x1^2 + x2^2)/2', walkers: WALKERS, envelope: { gaussian: GAUSSIAN } })
  const run = async (name: string, optimizer: Optimizer): Promise<Ground> => {
    const result = await fit(net, undefined, { objective, optimizer, steps })
    return { name, result, density: await densityOf(result.model) }
  }
  return [await run('SPRING', spring()), await run('Adam', adam({ learningRate: 0.03 }))]
}

/** Deviation of the walkers' local energies, by step: 0 where ψ is the ground state. */
const spreads = ({ result: { history } }: Ground): Point[] =>
  history.map(({ step, standardError = 0 }) => [step, standardError * Math.sqrt(WALKERS)])

/** Its median over the last tenth of the steps. */
export function spreadOf(ground: Ground): number {
  const all = spreads(ground)
  const last = all.slice(Math.floor(0.9 * all.length)).map(([, spread]) => spread)
  return last.sort((a, b) => a - b)[Math.floor(last.length / 2)]
}

function headlineOf(found: readonly Ground[]): string {
  const lines = found.map(({ name, result: { energy, history, seconds } }) => {
    const { value = Number.NaN, standardError = Number.NaN } = energy ?? {}
    const away = `${((value - EXACT) / standardError).toFixed(1)} standard errors off`
    const end = `${value.toFixed(6)} ± ${standardError.toFixed(6)}`
    return `${name.padEnd(6)}  energy ${history[0].loss.toFixed(3)} -> ${end}, ${away}, ${seconds.toFixed(1)} s`
  })
  const [ours, theirs] = found.map(spreadOf)
  return [
    `The ground state of a trap, exact energy 1, in ${found[0].result.steps} steps of ${WALKERS} walkers:`,
    ...lines,
    `Local energies, all 1 in the ground state, spread by ${ours.toExponential(1)} and ${theirs.toExponential(1)}.`,
  ].join('\n')
}

export function pictureOf(found: readonly Ground[]): Picture {
  const lines = (of: (ground: Ground) => readonly Point[]): Mark[] =>
    found
      .map((ground, k): Mark => ({ kind: 'line', colour: k as 0 | 1, name: ground.name, points: of(ground) }))
      .reverse()
  const { steps } = found[0].result
  return {
    name: 'harmonic',
    title: 'The ground state of a trap, by SPRING and by Adam',
    about:
      'Variational Monte Carlo: a network is log ψ, walkers follow |ψ|², their mean local energy comes down. The exact energy is 1, and the nearer ψ is to the ground state, the less local energies differ.',
    headline: headlineOf(found),
    panels: [
      {
        title: 'Energy',
        x: { label: 'steps' },
        y: { label: 'mean local energy', domain: [0.98, 1.1] },
        marks: [
          ...lines(({ result }) => result.history.map(({ step, loss }): Point => [step, loss])),
          { kind: 'line', colour: 3, name: 'exact', dashed: true, points: [[0, EXACT], [steps, EXACT]] }, // biome-ignore format: points
        ],
      },
      {
        title: 'Spread of the local energies',
        x: { label: 'steps' },
        y: { label: 'deviation over the walkers', log: true },
        marks: lines(spreads),
      },
      {
        title: 'Density along x, less the exact one',
        x: { label: 'x' },
        y: { label: 'difference × 1000' },
        marks: lines(({ density }) => density.map(([x, off]): Point => [x, 1000 * off])),
      },
    ],
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { steps: { type: 'string', default: '300' }, svg: { type: 'string' } } })
  await show(pictureOf(await grounds(Number(values.steps))))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
