import { check, expectFields } from '../lib/check.js'
import { command } from '../lib/command.js'
import { lastLine, reference, root } from '../lib/reference.js'

const bin = name => `${root}runtimes/node_modules/.bin/${name}`

const runtime = (name, file, args, versionOf) => ({
  name,
  async run() {
    const report = lastLine(await command(file, [...args, 'apps/runtime.js'], { cwd: root }))
    check(report, await reference())
    expectFields(report, { place: 'pool', threads: 2 })
    return { ...report, engine: versionOf.exec(await command(file, ['--version']))[1] }
  },
})

export const runtimes = [
  runtime('Node', process.execPath, [], /v(\S+)/),
  runtime('Node, newest', `${root}runtimes/node_modules/node/bin/node`, [], /v(\S+)/),
  // No permission is asked for: none is needed.
  runtime('Deno', bin('deno'), ['run', '--no-prompt', '--no-config', '--node-modules-dir=manual'], /deno (\S+)/),
  runtime('Bun', bin('bun'), ['run'], /(\S+)/),
]
