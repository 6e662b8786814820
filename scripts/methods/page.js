// Writes docs/methods.md from the table of methods and their docstrings: node scripts/methods/page.js
import { existsSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { optimizers } from '../../dist/src/index.js'
import { systems } from './systems.js'
import { described } from './tags.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

const FAMILIES = [
  'rows of the whole network',
  'layer blocks',
  'Kronecker factors',
  'small blocks',
  'parameter space',
  'matrix-free',
  'quasi-Newton',
  'first order',
]

const cell = text => text.replaceAll('|', '\\|')
const row = cells => `| ${cells.map(cell).join(' | ')} |`

function family(name, methods) {
  return [
    `## ${name[0].toUpperCase()}${name.slice(1)}`,
    '',
    ...methods.flatMap(({ method, title, file, text, tags }) => [
      `### \`${method}\`: ${title}`,
      '',
      text,
      '',
      '| | |',
      '|---|---|',
      row(['formula', tags.formula]),
      row(['source', tags.source]),
      row(['cost of a step', tags.cost]),
      row(['memory', tags.memory]),
      row(['needs', tags.needs]),
      row(['when', tags.use]),
      row(['file', `[${file}](../${file})`]),
      '',
    ]),
  ]
}

/** The page as text. */
export function page() {
  const methods = optimizers().map(({ name, title }) => ({ method: name, title, ...described(name) }))
  const strange = methods.filter(({ tags }) => !FAMILIES.includes(tags.family))
  if (strange.length > 0) throw new Error(`@family is none of ${FAMILIES.join(', ')}: ${strange.map(m => m.method)}`)
  const lost = systems.flatMap(({ files, tests }) => [...files, ...tests]).filter(path => !existsSync(root + path))
  if (lost.length > 0) throw new Error(`systems.js names ${lost.join(', ')}, which is not there`)
  const of = name => methods.filter(({ tags }) => tags.family === name)
  return [
    '# Methods',
    '',
    'Every method that `fit` takes, by what it factors. Made from the table and the docstrings by `npm run docs:methods`; a test holds',
    'it to them. θ are the parameters, P of them; N samples a batch, m outputs; g the gradient, V that of one layer as a matrix, W its',
    'weights; h a layer’s inputs with a 1 for the bias, δ the derivative at its outputs; J~ the rows of the Gauss–Newton matrix, U',
    'the gradients of the samples; λ the damping, α the step length.',
    '',
    row(['method', 'family', 'source', 'when']),
    '|---|---|---|---|',
    ...FAMILIES.flatMap(name =>
      of(name).map(({ method, tags }) =>
        row([`[\`${method}\`](#${anchor(method, methods)})`, name, tags.source, tags.use]),
      ),
    ),
    '',
    ...FAMILIES.filter(name => of(name).length > 0).flatMap(name => family(name, of(name))),
    '## The systems around the paper',
    '',
    'The paper and 35 systems that stand on the same primitives: what answers each here, and the',
    'test that holds it to its formula.',
    '',
    row(['', 'system', 'here', 'files', 'tests']),
    '|---|---|---|---|---|',
    ...systems.map(({ title, here, files, tests }, nth) => row([`${nth}`, title, here, links(files), links(tests)])),
    '',
  ].join('\n')
}

const links = paths => paths.map(path => `[${path.split('/').at(-1)}](../${path})`).join(' ')

/** As GitHub makes it of a heading. */
const anchor = (method, methods) =>
  `${method}: ${methods.find(each => each.method === method).title}`
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(`${root}docs/methods.md`, page())
