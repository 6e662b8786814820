import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Context } from '../../../bench/context.js'
import { armRows } from '../../../bench/suites/arm.js'
import { torchStepRows } from '../../../bench/suites/torch-step.js'

/** A context that writes down what it is told, of a machine whose Python has no module. */
function alone(part: string) {
  const said = { rows: [] as string[], absent: new Set<string>(), used: [] as string[] }
  const context: Context = {
    engine: 'node20',
    build: 'plain',
    quick: true,
    patience: { warm: 0, rounds: 1 },
    wants: name => name.includes(part),
    add: ({ name }) => said.rows.push(name),
    missing: rival => said.absent.add(rival),
    used: name => said.used.push(name),
  }
  return { context, said }
}

process.env.PYTHON = '/bin/false'

for (const [part, name] of [
  ['arm.torch', 'PyTorch'],
  ['arm.sklearn', 'scikit-learn'],
])
  test(`the arm without ${name} names it absent, has no row of it and no version`, async () => {
    const { context, said } = alone(part)
    await armRows(context)
    assert.equal([...said.absent], [name])
    assert.equal([said.rows, said.used], [[], []])
  })

test('the step of Adam without PyTorch names it absent', async () => {
  const { context, said } = alone('step.adam')
  await torchStepRows(context)
  assert.equal([...said.absent], ['PyTorch'])
  assert.equal(said.rows, [])
})

test.run()
