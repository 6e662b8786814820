/**
 * Classification on standardised inputs, where late blow-ups came from; default options.
 * MNIST, 784-50-10 relu, 20 epochs of smw-ng, median of three seeds: training loss ≤ 0.003, test loss ≤ 0.22.
 * a9a and mushrooms, one hidden layer of 50 relu units, 8 seconds: training loss at or below that of Adam at rate 1e-3, cosine,
 * batch 128, for both methods (median of three seeds, all in turns; UNITS=64,64 for other layers).
 */
import { type DataSet, dense, evaluate, fit, type Optimizer, sequential, smwGN, smwNG } from '../../src/index.js'
import { bar, median, say, short } from './bars.js'
import { a9a, mnist, mushrooms } from './classification-sets.js'
import { fixedAdam } from './fixed-adam.js'

const SEEDS = [0, 1, 2]
const SECONDS = 8
const UNITS = (process.env.UNITS ?? '50').split(',').map(Number)

async function train(
  data: DataSet,
  units: readonly number[],
  seed: number,
  budget: { epochs: number } | { seconds: number },
  optimizer: Optimizer,
) {
  const hidden = units.map(width => dense(width, 'relu'))
  const net = sequential({ input: data.x.shape[1], seed }, [...hidden, dense(data.classes?.length ?? 0)])
  return fit(net, data, { loss: 'softmaxCrossEntropy', optimizer, standardize: true, seed, ...budget })
}

const digits = await mnist()
const ends = []
for (const seed of SEEDS) {
  const { model, stopped, seconds } = await train(digits.train, [50], seed, { epochs: 20 }, smwNG())
  const loss = async (data: DataSet) => (await evaluate(model, data)).loss
  const end = { train: await loss(digits.train), test: await loss(digits.test) }
  say(
    `MNIST seed ${seed}: ${stopped} in ${seconds.toFixed(1)} s, training ${short(end.train)}, test ${short(end.test)}`,
  )
  ends.push(end)
}
const [training, test] = [median(ends.map(end => end.train)), median(ends.map(end => end.test))]
bar('MNIST 784-50-10, 20 epochs: training loss at most 0.003', training <= 0.003, short(training))
bar('MNIST 784-50-10, 20 epochs: test loss at most 0.22', test <= 0.22, short(test))

const sets = {
  a9a: (await a9a()).train,
  mushrooms: await mushrooms(),
}
const methods: Record<string, Optimizer> = { adam: fixedAdam, 'smw-ng': smwNG(), 'smw-gn': smwGN() }
for (const [name, data] of Object.entries(sets)) {
  const losses: Record<string, number[]> = { adam: [], 'smw-ng': [], 'smw-gn': [] }
  for (const seed of SEEDS)
    for (const [method, optimizer] of Object.entries(methods)) {
      const { model } = await train(data, UNITS, seed, { seconds: SECONDS }, optimizer)
      losses[method].push((await evaluate(model, data)).loss)
    }
  const least = median(losses.adam)
  for (const method of ['smw-ng', 'smw-gn']) {
    const loss = median(losses[method])
    bar(`${name}, ${SECONDS} s: ${method} at or below Adam's ${short(least)}`, loss <= least, short(loss))
  }
}
