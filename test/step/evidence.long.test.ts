import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, sequential } from '../../src/index.js'
import { EvidenceRows } from '../../src/step/evidence/evidence-rows.js'
import type { EvidenceRoom } from '../../src/step/layout.js'
import { openRun } from '../helpers/open-run.js'
import { solveDense } from '../reference/linear.js'
import { plainLosses } from '../reference/losses.js'
import { jacobian, outputs } from '../reference/network.js'
import { type RandomRun, randomRun } from '../reference/random-run.js'

/** C = Σ ω Jᵀ H J / n over all samples of a run with one head, and their mean loss. */
function denseSpectrum({ graph, params, samples, heads }: RandomRun) {
  const P = params.length
  const C = Array.from({ length: P }, () => new Array<number>(P).fill(0))
  const { loss, weight } = heads[0]
  let sum = 0
  for (let i = 0; i < samples.count; i++) {
    const units = samples.inputs[0].length / samples.count
    const inputs = { [graph.inputs[0]]: Array.from(samples.inputs[0].subarray(i * units, (i + 1) * units)) }
    const z = outputs(graph, params, inputs)
    const J = jacobian(graph, params, inputs)
    const y = samples.targets[0]
    const target = y instanceof Int32Array ? [y[i]] : Array.from(y.subarray(i * z.length, (i + 1) * z.length))
    const omega = weight * (samples.weights?.[i] ?? 1)
    const H = plainLosses[loss].hessian(z)
    sum += omega * plainLosses[loss].value(z, target)
    for (let a = 0; a < z.length; a++)
      for (let b = 0; b < z.length; b++)
        for (let p = 0; p < P; p++)
          for (let q = 0; q < P; q++) C[p][q] += (omega * J[a][p] * H[a][b] * J[b][q]) / samples.count
  }
  return { C, loss: sum / samples.count }
}

/** tr C (C + wI)⁻¹, column by column. */
function traceOfHeld(C: number[][], w: number): number {
  const shifted = C.map((row, r) => row.map((value, c) => value + (r === c ? w : 0)))
  return C.reduce((trace, _, k) => {
    const column = C.map(row => row[k])
    return trace + solveDense(shifted, column)[k]
  }, 0)
}

const oneHead = [...Array(40).keys()]
  .map(randomRun)
  .filter(({ heads, graph }) => heads.length === 1 && graph.inputs.length === 1)

/** Three parameters and ten samples: their spectrum is told on the side of the parameters. */
const line: RandomRun = (() => {
  const template = oneHead.find(({ heads }) => heads[0].loss === 'meanSquaredError') as RandomRun
  const { graph } = sequential({ input: 2 }, [dense(1)])
  const numbers = (length: number) => Float64Array.from({ length }, (_, i) => Math.sin(7 * i + 1))
  const samples = { count: 10, inputs: [numbers(20)], targets: [numbers(10)] }
  return { ...template, graph, params: Float64Array.of(0.3, -1.2, 0.5), samples, weightDecay: 0 }
})()

async function look(run: RandomRun, w: number, samples = run.samples.count) {
  const regularization = { kind: 'evidence', samples, every: 10, most: 1, honest: true } as const
  const { workspace, layout, stepper, plan } = await openRun(run, 'float64', 0.1, { regularization })
  const room = layout.evidence as EvidenceRoom
  return {
    side: room.layout.curvature?.side.kind,
    seen: new EvidenceRows(room, workspace.executor).look(stepper.theta, w, 0),
    plan,
  }
}

for (const w of [1e-6, 0.01, 3])
  test(`effective parameters at w = ${w} are tr C (C + wI)⁻¹, by rows and by parameters`, async () => {
    assert.ok(oneHead.length > 5)
    const sides = new Set<string | undefined>()
    for (const run of [...oneHead, line]) {
      const { C, loss } = denseSpectrum(run)
      const { seen, side } = await look(run, w)
      sides.add(side)
      const expected = traceOfHeld(C, w)
      assert.ok(
        Math.abs(seen.effectiveParameters - expected) <= 1e-8 * expected,
        `${seen.effectiveParameters} for ${expected}`,
      )
      assert.ok(Math.abs(seen.loss - loss) <= 1e-12 * loss)
      const squares = run.params.reduce((sum, value) => sum + value * value, 0)
      assert.ok(Math.abs(seen.squaredNorm - squares) <= 1e-12 * squares)
    }
    assert.equal(sides, new Set(['parameters', 'rows']))
  })

test('the loss is that of all samples where the spectrum is that of some', async () => {
  const { seen } = await look(line, 0.01, 4)
  assert.ok(Math.abs(seen.loss - denseSpectrum(line).loss) <= 1e-12 * seen.loss)
  assert.is(seen.rows, 10)
  assert.is(seen.seenRows, 4)
})

test.run()
