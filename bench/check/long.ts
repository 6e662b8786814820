/**
 * Ten times the epochs of a classification recipe never end worse than the recipe: MNIST 20k and Fashion 10k with 784-100-10
 * (one seed), optdigits and a9a (three seeds), raw and standardised, relu, gelu and tanh, both methods, default options.
 * Bar of each: training loss at most 1.02 times that of the recipe's own epochs.
 * Two processes of one thread each; about an hour. Every finished case is a line of check-long.jsonl, where a further call goes on:
 * delete the file to begin anew. CASES=optdigits,raw runs those whose name has all the words.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { allowRelaxedSimd } from '../../src/cli/relaxed-simd.js'
import { type Activation, dense, evaluate, fit, type Model, sequential, smwGN, smwNG } from '../../src/index.js'
import { bar, short } from './bars.js'
import { type ClassificationSet, classificationSets } from './classification-sets.js'

const FILE = 'check-long.jsonl'
const PROCESSES = 2
const TIMES = 10
const MOST = 1.02
const WIDTHS = { 'MNIST 20k': 100, 'Fashion 10k': 100, optdigits: 100, a9a: 50 } as const
const SEEDS = { 'MNIST 20k': [0], 'Fashion 10k': [0], optdigits: [0, 1, 2], a9a: [0, 1, 2] } as const
const METHODS = { 'smw-ng': smwNG, 'smw-gn': smwGN } as const

interface Case {
  readonly name: string
  readonly set: keyof typeof WIDTHS
  readonly seed: number
  readonly standardize: boolean
  readonly activation: Activation
  readonly method: keyof typeof METHODS
}

interface Outcome {
  readonly name: string
  /** Training loss after the recipe's epochs, and after ten times as many. */
  readonly recipe: number
  readonly long: number
  readonly stopped: string
}

const keys = <T extends object>(of: T) => Object.keys(of) as (keyof T)[]

const cases: Case[] = keys(METHODS).flatMap(method =>
  keys(SEEDS).flatMap(set =>
    SEEDS[set].flatMap(seed =>
      [false, true].flatMap(standardize =>
        (['relu', 'gelu', 'tanh'] as const).map(activation => ({
          name: `${set}, ${standardize ? 'standardised' : 'raw'}, ${activation}, ${method}, seed ${seed}`,
          set,
          seed,
          standardize,
          activation,
          method,
        })),
      ),
    ),
  ),
)

async function run(sets: readonly ClassificationSet[], one: Case): Promise<Outcome> {
  const { name, set, seed, standardize, activation, method } = one
  const { train, epochs } = sets.find(known => known.name === set) as ClassificationSet
  const classes = train.classes?.length ?? 0
  const net: Model = sequential({ input: train.x.shape[1], seed }, [dense(WIDTHS[set], activation), dense(classes)])
  const after = async (times: number) => {
    const { model, stopped } = await fit(net, train, {
      loss: 'softmaxCrossEntropy',
      optimizer: METHODS[method](),
      epochs: times * epochs,
      seed,
      standardize,
      threads: 1,
    })
    return { stopped, loss: (await evaluate(model, train)).loss }
  }
  const recipe = await after(1)
  const long = await after(TIMES)
  return { name, recipe: recipe.loss, long: long.loss, stopped: long.stopped }
}

const finished = (): Outcome[] =>
  existsSync(FILE)
    ? readFileSync(FILE, 'utf8')
        .split('\n')
        .filter(line => line.endsWith('}'))
        .map(line => JSON.parse(line) as Outcome)
    : []

const say = ({ name, recipe, long, stopped }: Outcome) =>
  bar(name, long <= MOST * recipe, `${short(recipe)}, ten times as long ${short(long)} (${stopped})`)

/** Gives each child the next case as it becomes free. */
async function lead(): Promise<void> {
  const words = (process.env.CASES ?? '').split(',')
  const wanted = cases.filter(({ name }) => words.every(word => name.includes(word)))
  const before = finished()
  const done = new Set(before.map(({ name }) => name))
  before.filter(({ name }) => wanted.some(one => one.name === name)).forEach(say)
  const left = wanted.filter(({ name }) => !done.has(name))
  const work = (child: ChildProcess) =>
    new Promise<void>((resolve, reject) => {
      child.on('message', (outcome: Outcome | 'ready') => {
        if (outcome !== 'ready') {
          appendFileSync(FILE, `${JSON.stringify(outcome)}\n`)
          say(outcome)
        }
        const next = left.shift()
        if (next) child.send(next)
        else child.disconnect()
      })
      child.on('exit', code => (code === 0 ? resolve() : reject(new Error(`a process ended with exit code ${code}`))))
    })
  const script = fileURLToPath(import.meta.url)
  await Promise.all(Array.from({ length: Math.min(PROCESSES, left.length) }, () => work(fork(script))))
}

async function follow(send: (message: Outcome | 'ready') => void): Promise<void> {
  allowRelaxedSimd()
  const sets = await classificationSets()
  process.on('message', (one: Case) => void run(sets, one).then(send))
  send('ready')
}

const parent = process.send?.bind(process)
await (parent ? follow(parent) : lead())
