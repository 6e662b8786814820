import { command } from '../lib/command.js'
import { root } from '../lib/reference.js'

const bin = name => `${root}node_modules/.bin/${name}`

const jest = environment => ({
  name: `Jest, ${environment}`,
  run: () => command(bin('jest'), ['--config', 'apps/jest/jest.config.cjs', '--env', environment], { cwd: root }),
})

const vitest = (environment, pool) => ({
  name: `Vitest, ${environment}, ${pool}`,
  async run() {
    const where = ['--root', 'apps/vitest', '--environment', environment, '--pool', pool]
    await command(bin('vitest'), ['run', ...where], { cwd: root })
  },
})

const requiring = {
  name: 'CommonJS',
  async run() {
    const code =
      "const w = require('woodbury'); require('woodbury/predict'); require('./apps/embedded.cjs').embedded(w)"
    // As it is, and as it was before Node could require modules.
    await command(process.execPath, ['--input-type=commonjs', '-e', code], { cwd: root })
    await command(process.execPath, ['--no-experimental-require-module', '--input-type=commonjs', '-e', code], {
      cwd: root,
    })
  },
}

export const testRunners = [
  requiring,
  jest('node'),
  jest('jsdom'),
  vitest('node', 'forks'),
  vitest('node', 'threads'),
  vitest('jsdom', 'forks'),
  vitest('node', 'vmThreads'),
  vitest('jsdom', 'vmThreads'),
]
