import { short } from '../check/bars.js'
import { newest, rowOf, sourceOf } from './kept.js'
import { markdown } from './markdown.js'

const ARM_RIVALS = {
  'own-adam': 'Adam, ours',
  'torch-adam': 'Adam, PyTorch',
  'torch-lbfgs': 'L-BFGS, PyTorch',
  'sklearn-lbfgs': 'L-BFGS, scikit-learn',
  'sklearn-adam': 'Adam, scikit-learn',
}

/** The arm against libraries of other ecosystems, by threads. */
export function armTable(): string {
  const kept = newest('arm')
  const threads = [1, 2]
  const rows = Object.entries(ARM_RIVALS).map(([rival, words]) => {
    const found = threads.map(count => rowOf(kept, { rival, threads: count }))
    return [words, ...found.map(({ rivalValue, ratio }) => `${short(rivalValue)} (${ratio.toFixed(0)} times ours)`)]
  })
  const ours = threads.map(count => short(rowOf(kept, { rival: 'own-adam', threads: count }).value))
  return [
    markdown([['RMS hand error after 20 s', 'one thread', 'two threads'], ['`smwGN`', ...ours], ...rows]),
    sourceOf(kept),
  ].join('\n\n')
}

const PLACES = [
  { engine: 'node20', build: 'plain' },
  { engine: 'newest', build: 'relaxed' },
] as const

/** A whole step of each method on 784-500-10, batch 256, one thread. */
export function stepTable(): string {
  const kept = newest('step')
  const ms = (value: number) => value.toPrecision(3)
  const each = (text: (place: (typeof PLACES)[number]) => string) => PLACES.map(text)
  const ours = (name: string, rival: string) => each(place => ms(rowOf(kept, { ...place, name, rival }).value))
  const theirs = (name: string, ...rivals: string[]) =>
    each(place => rivals.map(rival => ms(rowOf(kept, { ...place, name, rival, threads: 1 }).rivalValue)).join(' · '))
  const adams = each(place => {
    const sgd = rowOf(kept, { ...place, name: 'step.smw-ng.b256', rival: 'own-sgd' }).rivalValue
    const adam = rowOf(kept, { ...place, name: 'step.adam.b256', rival: 'jax-js', threads: 1 }).value
    return `${ms(sgd)} · ${ms(adam)}`
  })
  const [old, latest] = [kept.machine.node.node20, kept.machine.node.newest].map(text => text?.split('.')[0])
  return [
    markdown([
      ['', `Node ${old}, plain SIMD`, `Node ${latest}, fused`],
      ['SGD · Adam', ...adams],
      ['SMW-NG, one row a sample, gain ratio', ...ours('step.smw-ng.b256', 'own-sgd')],
      ['SMW-NG, defaults of classification', ...ours('step.smw-ng-default.b256', 'own-sgd')],
      ['SMW-GN, 60 × 9 rows, gain ratio', ...ours('step.smw-gn.b256', 'own-sgd')],
      ['jax-js 0.1, Adam', ...theirs('step.adam.b256', 'jax-js')],
      ['TensorFlow.js 4.22 wasm, Adam: core · layers', ...theirs('step.adam.b256', 'tfjs-core', 'tfjs-layers')],
      ['PyTorch, native code, Adam', ...theirs('step.adam.b256', 'torch-adam')],
    ]),
    sourceOf(kept),
  ].join('\n\n')
}

/** Test errors of what one would take without a thought: ours with nothing said over each rival's, by table. */
export function tablesTable(): string {
  const kept = newest('tables')
  const names = [...new Set(kept.rows.map(({ name }) => name))]
  const rivals = [...new Set(kept.rows.map(({ rival }) => rival))]
  const rows = names.map(name => {
    const all = kept.rows.filter(row => row.name === name)
    const cell = (rival: string) => {
      const row = all.find(one => one.rival === rival)
      return row ? short(row.rivalValue) : ''
    }
    return [name.replace(/^tables\./, ''), short(all[0].value), ...rivals.map(cell)]
  })
  return [markdown([['test RMSE or error', '`fit`, nothing said', ...rivals], ...rows]), sourceOf(kept)].join('\n\n')
}
