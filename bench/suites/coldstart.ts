import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Context } from '../context.js'
import { median } from '../interleave.js'

/** Milliseconds from an empty process to the first tiny step. */
const LIMIT_MS = 25

/** Bytes of a wasm build. */
const LIMIT_BYTES = 65536

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Our package by its name, as a user imports it. */
const program = `
const { sequential, dense, fit } = await import('woodbury')
const x = { data: new Float32Array(64).map((_, i) => Math.sin(i)), shape: [16, 4] }
const y = { data: new Float32Array(16).map((_, i) => Math.cos(i)), shape: [16, 1] }
await fit(sequential({ input: 4, seed: 1 }, [dense(8, 'tanh'), dense(1)]), { x, y }, { steps: 1, threads: 1 })
`

/** A fresh process that imports, instantiates and takes a first step, above an empty one. */
export async function coldstartRows(context: Context): Promise<void> {
  const { build } = context
  if (context.wants('size.wasm')) {
    const value = statSync(fileURLToPath(new URL(`../../assembly/${build}.wasm`, import.meta.url))).size
    const said = { value, unit: 'bytes', rival: 'limit', rivalValue: LIMIT_BYTES }
    context.add({ name: 'size.wasm', threads: 1, ...said, ratio: LIMIT_BYTES / value, residual: 0 })
  }
  if (!context.wants('coldstart.node')) return
  const time = (code: string) => {
    const start = performance.now()
    const args = [...process.execArgv, '--input-type=module', '-e', code]
    const { status } = spawnSync(process.execPath, args, { stdio: 'ignore', cwd: root })
    if (status !== 0) throw new Error(`bench: a fresh process ended with code ${status}`)
    return performance.now() - start
  }
  const differences: number[] = []
  for (let round = 0; round < (context.quick ? 5 : 15); round++) {
    const empty = time('0')
    differences.push(time(program) - empty)
  }
  const value = median(differences)
  const said = { value, unit: 'ms', rival: 'limit', rivalValue: LIMIT_MS }
  context.add({ name: 'coldstart.node', threads: 1, ...said, ratio: LIMIT_MS / value, residual: 0 })
}
