import { test } from 'uvu'
import {
  bayesianRegularization,
  dense,
  ekfac,
  energyNaturalGradient,
  type FitOptions,
  fit,
  foof,
  hessianFree,
  ignd,
  kbfgs,
  kfac,
  muon,
  type Quantity,
  type ResidualFunction,
  regularizedNewton,
  residuals,
  sequential,
  smwNG,
  tengrad,
} from '../../src/index.js'
import { refuses } from '../helpers/refuses.js'

const net = sequential({ input: 2, seed: 1 }, [dense(3, 'tanh'), dense(1)])
const two = sequential({ input: 2, seed: 1 }, [dense(3, 'tanh'), dense(2)])
const bent = sequential({ input: 2, seed: 1 }, [dense(3, 'relu', { name: 'bent' } as object), dense(1)])
const points = [
  [0, 0],
  [1, 0.5],
]
const plain: ResidualFunction = u => ({ points, residual: u })

type Case = [
  what: string,
  of: ResidualFunction,
  code: string,
  says: (string | RegExp)[],
  options?: FitOptions,
  model?: typeof net,
]

let foreign: Quantity | undefined
const value = (of: ResidualFunction): ResidualFunction => of

const cases: Case[] = [
  ['Math on the network', value(u => ({ points, residual: Math.sin(u as never) })), 'BAD_OPTION', ['m.add', 'm.sin']],
  [
    'an operator',
    value(u => ({ points, residual: ((u as never) * 2) as number })),
    'BAD_OPTION',
    ['plain JavaScript operators'],
  ],
  [
    'a number NaN',
    value((u, _x, m) => ({ points, residual: m.mul(u, Number.NaN) })),
    'BAD_OPTION',
    ['argument 2 of m.mul is NaN'],
  ],
  [
    'a function',
    value((u, _x, m) => ({ points, residual: m.mul(u, (() => 1) as never) })),
    'BAD_OPTION',
    ['argument 2 of m.mul is a function'],
  ],
  [
    'a value of another call',
    value((u, _x, m) => ({ points, residual: m.add(u, foreign as Quantity) })),
    'BAD_OPTION',
    ['another call'],
  ],
  [
    'an axis too many',
    value(u => ({ points, residual: u.gradient[2] })),
    'BAD_OPTION',
    ['residual of the set is undefined'],
  ],
  ['an axis of the Laplacian', value(u => ({ points, residual: u.laplacian([0, 2]) })), 'BAD_OPTION', ['from 0 to 1']],
  [
    'no arguments',
    value((_u, _x, m) => ({ points, residual: (m.sin as () => number)() })),
    'BAD_OPTION',
    ['m.sin takes 1'],
  ],
  [
    'a constant residual',
    value((_u, x) => ({ points, residual: x[0] })),
    'BAD_OPTION',
    ['neither the network nor a parameter'],
  ],
  ['no sets', value(() => []), 'BAD_OPTION', ['returned an array', 'points, residual, weight']],
  ['nothing', value(() => undefined as never), 'BAD_OPTION', ['returned undefined']],
  [
    'a thrown error',
    value(u => ({ points, residual: (u as never as { foo: { bar: number } }).foo.bar })),
    'BAD_OPTION',
    ['threw when it was recorded'],
  ],
  [
    'an unknown key',
    value(u => ({ points, residual: u, wieght: 2 }) as never),
    'BAD_OPTION',
    ['no key "wieght"', '"weight"'],
  ],
  [
    'a weight of 0',
    value(u => ({ edge: { points, residual: u, weight: 0 } })),
    'BAD_OPTION',
    ['weight of set "edge" is 0'],
  ],
  ['a negative weight', value(u => ({ points, residual: u, weight: -1 })), 'BAD_OPTION', ['is -1']],
  ['an empty set', value(u => ({ edge: { points: [], residual: u } })), 'EMPTY_DATA', ['points of set "edge"']],
  [
    'points of a wrong width',
    value(u => ({ edge: { points: [[1, 2, 3]], residual: u } })),
    'SHAPE_MISMATCH',
    ['set "edge" have 3 columns', 'takes 2'],
  ],
  [
    'a point that is NaN',
    value(u => [{ points: [[0, Number.NaN]], residual: u }]),
    'NON_FINITE_INPUT',
    ['set 0', 'row 0, column 1'],
  ],
  ['an empty list of residuals', value(() => ({ points, residual: [] })), 'BAD_OPTION', ['empty list']],
  [
    'a column of a wrong length',
    value((u, _x, m) => ({ edge: { points, residual: m.sub(u, m.column([1, 2, 3])) } })),
    'SHAPE_MISMATCH',
    ['set "edge"', '3 numbers', '2 points'],
  ],
  [
    'a column that is NaN',
    value((u, _x, m) => ({ points, residual: m.sub(u, m.column([1, Number.NaN])) })),
    'BAD_OPTION',
    ['number 1 is NaN'],
  ],
  [
    'a start that is NaN',
    value((u, _x, m) => ({ points, residual: m.mul(u, m.parameter('k', Number.NaN)) })),
    'BAD_OPTION',
    ['parameter "k" starts at NaN'],
  ],
  [
    'two starts',
    value((u, _x, m) => ({ points, residual: m.mul(u, m.parameter('k', 1), m.parameter('k', 2)) })),
    'BAD_OPTION',
    ['starts at 1 and at 2'],
  ],
  ['several outputs as one', plain, 'BAD_OPTION', ['u has 2 outputs', 'u.output(0)'], {}, two],
  [
    'a gradient of several',
    value(u => ({ points, residual: u.gradient[0] })),
    'BAD_OPTION',
    ['u.output(0).gradient'],
    {},
    two,
  ],
  ['an output too many', value(u => ({ points, residual: u.output(2) })), 'BAD_OPTION', ['the network has 2'], {}, two],
  [
    'relu',
    value(u => ({ points, residual: u.laplacian() })),
    'BAD_OPTION',
    ['(relu) has no second derivative', 'tanh'],
    {},
    bent,
  ],
  ['a relu’s gradient', value(u => ({ points, residual: u.gradient[0] })), 'BAD_OPTION', ['(relu)'], {}, bent],
  ['smwNG', plain, 'BAD_OPTION', ['smwNG', 'smwGN()'], { optimizer: smwNG() }],
  ['ekfac', plain, 'BAD_OPTION', ['ekfac', 'kfac()'], { optimizer: ekfac() }],
  ['foof', plain, 'BAD_OPTION', ['foof', 'kfac()'], { optimizer: foof() }],
  ['tengrad', plain, 'BAD_OPTION', ['tengrad', 'positions', 'kfac()'], { optimizer: tengrad() }],
  ['kbfgs', plain, 'BAD_OPTION', ['kbfgs', 'positions'], { optimizer: kbfgs() }],
  ['ignd', plain, 'BAD_OPTION', ['ignd', 'positions'], { optimizer: ignd() }],
  ['an exact Hessian', plain, 'BAD_OPTION', ['regularizedNewton', 'gaussNewton'], { optimizer: regularizedNewton() }],
  ['the evidence', plain, 'BAD_OPTION', ['levenbergMarquardt()'], { optimizer: bayesianRegularization() }],
  ['two decays', plain, 'BAD_OPTION', ['muon'], { optimizer: muon(), weightDecay: 0.1 }],
  ['hessianFree', plain, 'BAD_OPTION', ['hessianFree', 'lbfgs()'], { optimizer: hessianFree() }],
  [
    'kfac with a coefficient',
    value((u, _x, m) => ({ points, residual: m.mul(u, m.parameter('k', 1)) })),
    'BAD_OPTION',
    ['parameter "k"', 'smwGN()'],
    { optimizer: kfac() },
  ],
  [
    'weight decay of least squares',
    plain,
    'BAD_OPTION',
    ['weight decay'],
    { optimizer: energyNaturalGradient(), weightDecay: 1e-3 },
  ],
  ['a loss', plain, 'BAD_OPTION', ['loss does nothing for residuals'], { loss: 'huber' as never }],
  ['validation', plain, 'BAD_OPTION', ['validation does nothing'], { validation: 0.1 }],
]

for (const [what, of, code, says, options = {}, model = net] of cases)
  test(`refused by name: ${what}`, async () => {
    const other = residuals(u => {
      foreign = u.value
      return { points, residual: u }
    })
    await fit(net, other, { steps: 1, threads: 1 })
    await refuses(
      () => fit(model, residuals(of), { steps: 1, threads: 1, ...options }),
      { code: code as never, says },
      what,
    )
  })

test('no function', () => refuses(() => residuals({} as never), { code: 'BAD_OPTION', says: ['(u, x, m)'] }))

test('a residual that is NaN at the start names set and point', () =>
  refuses(
    () =>
      fit(
        net,
        residuals((u, x, m) => ({
          whole: { points, residual: u },
          root: {
            points: [
              [1, 1],
              [-4, 2.5],
            ],
            residual: m.sub(u, m.sqrt(x[0])),
          },
        })),
        { steps: 3, threads: 1 },
      ),
    { code: 'NON_FINITE_MODEL', says: ['set "root"', 'point 1', '(-4, 2.5)', 'NaN'] },
  ))

test.run()
