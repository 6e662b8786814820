import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rivalPath } from './rivals/resolve.js'
import type { Build, Engine, Report } from './row.js'

const RELAXED_FLAG = '--experimental-wasm-relaxed-simd'

/** The binary of an engine: this process's own for Node 20, that of the `node` package for the newest. */
function binaryOf(engine: Engine): string | undefined {
  if (engine === 'node20') return process.execPath
  const home = rivalPath('node/package.json')
  return home && join(fileURLToPath(home), '..', 'bin', 'node')
}

/** Runs a suite in a process of its own; nothing where the engine is not installed. */
export function runIn(engine: Engine, build: Build, args: readonly string[]): Report | undefined {
  const binary = binaryOf(engine)
  if (!binary) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const file = join(folder, 'rows.json')
  const flags = engine === 'node20' && build === 'relaxed' ? [RELAXED_FLAG] : []
  const child = fileURLToPath(new URL('child.js', import.meta.url))
  try {
    const { status } = spawnSync(binary, ['--no-warnings', ...flags, child, engine, build, file, ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    if (status !== 0) throw new Error(`bench: the process for ${engine}, ${build} ended with code ${status}`)
    return JSON.parse(readFileSync(file, 'utf8')) as Report
  } finally {
    rmSync(folder, { recursive: true })
  }
}
