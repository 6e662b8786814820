import { dense, type Model, sequential } from '../../../src/index.js'
import { fashion, mnist } from '../../check/classification-sets.js'
import { type Experiment, type Parts, testError } from '../experiment.js'
import { PICTURE_CANDIDATES, PICTURES } from '../grids.js'
import { once } from './once.js'

const network = (seed: number, dtype: 'float32' | 'float64'): Model =>
  sequential({ input: 784, seed, dtype }, [dense(500, 'relu'), dense(10)])

const common = {
  threads: 1,
  snapshots: 12,
  methods: PICTURES,
  candidates: PICTURE_CANDIDATES,
  loss: { label: 'training loss', of: (shown: number) => shown },
  test: testError,
}

const cell = (name: string, load: () => Promise<Parts>) => ({ name, options: {}, load: once(load), network })

export const paperMnist: Experiment = {
  ...common,
  name: 'paper-mnist',
  title: 'MNIST, 784-500-10',
  about: '60,000 pictures, 0 … 1, relu, softmax cross-entropy; 10,000 test pictures. One thread.',
  seconds: [8, 12, 16, 40],
  cells: [cell('mnist', mnist)],
  goals: { loss: [0.1, 0.03, 0.01], test: [0.025, 0.02] },
}

export const fashionMnist: Experiment = {
  ...common,
  name: 'fashion',
  title: 'Fashion-MNIST, 784-500-10',
  about: '60,000 pictures of clothes, 0 … 1, relu, softmax cross-entropy; 10,000 test pictures. One thread.',
  seconds: [40],
  cells: [cell('fashion', fashion)],
  goals: { loss: [0.3, 0.2, 0.1], test: [0.12, 0.11] },
}
