import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'uvu'

const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  /** Sends SIGINT once stderr matches. */
  readonly interruptAt?: RegExp
}

/** Runs `woodbury` as a shell would, without a terminal. */
export function woodbury(args: readonly string[], { cwd, interruptAt }: RunOptions = {}): Promise<Ran> {
  const env = { ...process.env, CI: '1', FORCE_COLOR: undefined, NODE_OPTIONS: undefined }
  const child = spawn(process.execPath, [main, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  let interrupted = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    if (interrupted || !interruptAt?.test(stderr)) return
    interrupted = true
    child.kill('SIGINT')
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
}

/** A folder of its own for the tests of a file, removed after the last of them. */
export function scratchFolder(test: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'woodbury-'))
  test.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
