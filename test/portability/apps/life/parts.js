// A part of a user's own: the page and every worker import this.
import { register } from '/node_modules/woodbury/dist/lib/web/woodbury.js'

register({
  optimizer: {
    name: 'plain',
    step({ theta, gradient, next }, { rate }) {
      for (let p = 0; p < theta.length; p++) next[p] = theta[p] - rate * gradient[p]
    },
  },
})
