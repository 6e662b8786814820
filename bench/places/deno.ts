import { spawnSync } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rivalPath } from '../rivals/resolve.js'
import { JAX } from './bundle.js'
import type { PlaceReport, Wanted } from './measure.js'

const FLAGS = ['run', '--no-prompt', '--no-config', '--allow-read']

/** A report of Deno; nothing where it is not installed. */
export async function inDeno(folder: string, wanted: Omit<Wanted, 'jax'>): Promise<PlaceReport | undefined> {
  const deno = rivalPath('deno/bin.cjs')
  if (!deno) return undefined
  const given = JSON.stringify({ ...wanted, jax: pathToFileURL(`${folder}/${JAX}`).href } satisfies Wanted)
  const args = [fileURLToPath(deno), ...FLAGS, `${folder}/entry.js`, given]
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`bench: Deno ended with code ${status}`)
  return JSON.parse(stdout) as PlaceReport
}
