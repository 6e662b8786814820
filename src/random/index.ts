export { gamma, poisson } from './counts.js'
export { philox } from './philox.js'
export { PURPOSE } from './purposes.js'
export { Random, type RandomState, restore, stream } from './stream.js'
