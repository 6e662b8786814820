import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A folder of its own for the files of a test file. */
export const folder = mkdtempSync(join(tmpdir(), 'woodbury-cli-'))

export const removeFolder = () => rmSync(folder, { recursive: true, force: true })

export const path = (name: string): string => join(folder, name)

export function put(name: string, content: string | Uint8Array): string {
  writeFileSync(path(name), content)
  return path(name)
}

/** Runs `woodbury` in a process of its own; `watch` sees stderr as it comes and may send signals. */
export function woodbury(args: string[], watch?: (text: string, kill: () => void) => void): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', data => {
      stdout += data
    })
    child.stderr.on('data', data => {
      stderr += data
      watch?.(stderr, () => child.kill('SIGINT'))
    })
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
}

/** 60 rows whose target is 2a − b + 1, or which of a and b is larger. */
export function table(target: (a: number, b: number) => string, header = 'a,b,y'): string {
  const rows = Array.from({ length: 60 }, (_, i) => [i / 10, ((i * 7) % 13) / 5] as const)
  return `${[header, ...rows.map(([a, b]) => `${a},${b},${target(a, b)}`)].join('\n')}\n`
}
