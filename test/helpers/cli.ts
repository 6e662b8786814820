import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'uvu'

/** The compiled command. */
export const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url))

export interface Ran {
  readonly code: number | null
  /** What ended the process, where it did not exit. */
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  /** Calls `interrupt` once stderr matches. */
  readonly interruptAt?: RegExp
  /** Default: sends SIGINT. */
  readonly interrupt?: (child: ChildProcess) => void
  /** Hears of the process at its start. */
  readonly started?: (child: ChildProcess) => void
  /** What runs before the command, such as ['bash', '-c', …]; default Node. */
  readonly through?: readonly [string, ...string[]]
}

/** Runs `woodbury` as a shell would, without a terminal. */
export function woodbury(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd, interruptAt, interrupt = child => child.kill('SIGINT'), through = [process.execPath] } = options
  const env = { ...process.env, CI: '1', FORCE_COLOR: undefined, NODE_OPTIONS: undefined }
  const [command, ...before] = through
  const child = spawn(command, [...before, main, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  options.started?.(child)
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
    interrupt(child)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}

/** A folder of its own for the tests of a file, removed after the last of them. */
export function scratchFolder(test: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'woodbury-'))
  test.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
