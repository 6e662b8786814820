import { armData } from 'woodbury'
import { pairs } from '../pictures/pairs.ts'
import type { Problem } from './problem.ts'

/** Where the hand of a robot arm with three joints is: exact targets, so the error may fall by orders of magnitude. */
export const arm = (): Problem => ({
  title: 'Robot arm: three angles to the hand',
  train: { ...armData({ samples: 5000 }), standardize: true },
  hidden: '64, 64',
  steps: 600,
  noise: 'none',
  picture: pairs(armData({ samples: 150, seed: 9 }), 'hand'),
  code: 'const data = armData({ samples: 5000 })',
})
