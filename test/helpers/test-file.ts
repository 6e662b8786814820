import { spawn } from 'node:child_process'

/** What one test file, run in a process of its own, came to. */
export interface FileResult {
  passed: number
  failed: number
  skipped: number
  /** Why tests were skipped, in the file's own words. */
  reasons: string[]
  /** What went wrong with the file as a whole; undefined when its tests were run and it ended by itself with their verdict. */
  problem?: string
  output: string
  seconds: number
}

/** The number uvu prints at the end, after the last `label:`. */
function tally(output: string, label: string): number | undefined {
  const last = [...output.matchAll(new RegExp(`^  ${label}: +(\\d+)$`, 'gm'))].at(-1)
  return last && Number(last[1])
}

function problemOf(output: string, code: number | null, signal: string | null, total: number, failed: number) {
  if (tally(output, 'Total') === undefined)
    return code === 0 && !output.includes('Exiting early')
      ? 'ran no tests: does it end with test.run()?'
      : `ended before its tests did (${signal ?? `exit code ${code}`}): an error outside a test, or a test that never settles`
  if (total === 0) return 'has no tests'
  if (code !== 0 && failed === 0) return `ended with ${signal ?? `exit code ${code}`} although its tests passed`
  return undefined
}

/**
 * Runs a compiled uvu file in a child process and reads its tally. uvu itself passes a file that forgets `.run()`, has no
 * limit on time, and does not name the file that ended the run; a process for each file makes all three a failure with a name.
 */
export function runTestFile(file: string, limitSeconds: number): Promise<FileResult> {
  const { FORCE_COLOR: _, ...env } = process.env
  const start = performance.now()
  return new Promise(resolve => {
    const child = spawn(process.execPath, ['--enable-source-maps', file], {
      env: { ...env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let late = false
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    const limit = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
      // A process that the test started may hold these open.
      child.stdout.destroy()
      child.stderr.destroy()
    }, limitSeconds * 1000)
    child.on('close', (code, signal) => {
      clearTimeout(limit)
      const total = tally(output, 'Total') ?? 0
      const passed = tally(output, 'Passed') ?? 0
      const skipped = tally(output, 'Skipped') ?? 0
      const problem = late
        ? `was still running after ${limitSeconds} s`
        : problemOf(output, code, signal, total + skipped, total - passed)
      resolve({
        passed,
        failed: Math.max(total - passed, problem ? 1 : 0),
        skipped,
        reasons: [...output.matchAll(/^skipped: (.+)$/gm)].map(match => match[1]),
        problem,
        output,
        seconds: (performance.now() - start) / 1000,
      })
    })
  })
}
