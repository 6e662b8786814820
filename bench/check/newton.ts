/**
 * Logistic regression with weight decay W (1e-4) on mushrooms, 8,124 × 112, float64, from 0, AdaN and AdaN+ of `regularizedNewton`:
 * ‖g‖ after every step that was taken, ‖g₊‖/‖g‖, and ‖g₊‖/‖g‖^1.5, which stays bounded where convergence is superlinear of the
 * order 3/2 (Mishchenko 2021, theorem 2.3).
 * Bars: the gradient falls below 1e-12 in at most 60 tries; in the last three steps above the rounding ‖g₊‖/‖g‖ falls and is below
 * 0.1 at the end; ‖g₊‖/‖g‖^1.5 there is at most twice the largest before (a linear rate would raise it a hundredfold).
 */
import { dense, fit, regularizedNewton, sequential } from '../../src/index.js'
import { bar, say, short } from './bars.js'
import { mushrooms } from './classification-sets.js'

const W = Number(process.env.W ?? 1e-4)
const TRIES = 60
/** What float64 leaves of a gradient of about 1. */
const ROUNDING = 1e-12
const LAST = 3

const { x, y: labels } = await mushrooms()
const y = Array.from(labels as ArrayLike<number>, label => [label])

for (const form of ['search', 'plus'] as const) {
  const net = sequential({ input: x.shape[1], seed: 0, dtype: 'float64' }, [dense(1)])
  const start = { ...net, params: net.params.map(() => 0) as typeof net.params }
  const name = form === 'search' ? 'AdaN' : 'AdaN+'
  const result = await fit(
    start,
    { x, y },
    {
      optimizer: regularizedNewton({ form }),
      loss: 'sigmoidCrossEntropy',
      weightDecay: W,
      steps: TRIES,
      epochs: TRIES,
      threads: 1,
    },
  )
  const { history } = result
  // The record of a step has the gradient it started from; a refused one started from the same.
  const taken = history.filter((_, k) => k === 0 || history[k - 1].accepted)
  const norms = taken.map(({ gradientNorm = Number.NaN }) => gradientNorm)
  const rates = norms.slice(1).map((next, k) => next / norms[k])
  const orders = norms.slice(1).map((next, k) => next / norms[k] ** 1.5)
  say(`${name}: ${history.length} tries, ${norms.length - 1} steps; ${result.stopped}: ${result.reason}`)
  say('  step        ‖g‖   ‖g₊‖/‖g‖   ‖g₊‖/‖g‖^1.5   λ')
  norms.slice(0, -1).forEach((norm, k) => {
    const columns = [String(k + 1).padStart(6), ...[norm, rates[k], orders[k]].map(value => short(value).padStart(12))]
    say(`${columns.join('')}   ${short(taken[k].lambda ?? Number.NaN)}`)
  })
  const reached = norms.findIndex(norm => norm < ROUNDING)
  const tries = history.findIndex(({ gradientNorm = 1 }) => gradientNorm < ROUNDING)
  bar(
    `${name}: ‖g‖ below ${ROUNDING} in ${TRIES} tries`,
    reached > 0,
    reached > 0 ? `${tries} tries, ${reached} steps` : short(Math.min(...norms)),
  )
  // The step that ends below the rounding is the last that tells.
  const end = reached > 0 ? reached : rates.length
  const tail = rates.slice(end - LAST, end)
  const falls = tail.every((rate, k) => k === 0 || rate < tail[k - 1])
  bar(
    `${name}: ‖g₊‖/‖g‖ falls in the last ${LAST} steps, to below 0.1`,
    falls && tail[LAST - 1] < 0.1,
    tail.map(short).join(', '),
  )
  const before = Math.max(...orders.slice(0, end - LAST))
  const late = Math.max(...orders.slice(end - LAST, end))
  bar(
    `${name}: ‖g₊‖/‖g‖^1.5 of them is at most twice the largest before`,
    late <= 2 * before,
    `${short(late)}, before ${short(before)}`,
  )
}
