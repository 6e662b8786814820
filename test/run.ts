/**
 * Runs every `test/**\/*.test.ts` in its compiled form, each in a process of its own, two at a time.
 * Arguments are parts of paths: `npm test -- solve` runs the files whose path contains "solve". Without any, those that take long,
 * `*.long.test.ts`, are left to `npm run test:long`.
 * The last line is `N passed, N failed`; the exit code is 1 when anything failed.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runTestFile } from './helpers/test-file.js'

const AT_ONCE = 2
const LIMIT_SECONDS = 300

const root = fileURLToPath(new URL('../../', import.meta.url))
const filters = process.argv.slice(2)

// Listed from the sources, so that the compiled form of a deleted test is not run.
const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.test.ts'))
  .map(name => `test/${name.replaceAll(sep, '/')}`)
  .filter(name => (filters.length === 0 ? !name.includes('.long.') : filters.some(part => name.includes(part))))
  .sort()

const print = (line: string) => process.stdout.write(`${line}\n`)
const sum = { passed: 0, failed: 0, skipped: 0 }
const skips: string[] = []

async function runOne(name: string): Promise<void> {
  const compiled = join(root, 'dist', name.replace(/ts$/, 'js'))
  if (!existsSync(compiled)) {
    sum.failed++
    print(`FAIL  ${name}: is not built; run npm run build`)
    return
  }
  const result = await runTestFile(compiled, LIMIT_SECONDS)
  sum.passed += result.passed
  sum.failed += result.failed
  sum.skipped += result.skipped
  if (result.skipped > 0) {
    const reasons = [...new Set(result.reasons)].join('; ') || 'no reason given'
    skips.push(`  ${name}: ${result.skipped} (${reasons})`)
  }
  if (result.failed > 0) print(`${result.output.trimEnd()}\n`)
  const counts = `${result.passed} passed${result.failed ? `, ${result.failed} failed` : ''}`
  const verdict = result.failed > 0 ? 'FAIL' : 'ok  '
  print(`${verdict}  ${name}: ${result.problem ?? counts}  (${result.seconds.toFixed(1)} s)`)
}

const queue = [...files]
async function worker(): Promise<void> {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) await runOne(name)
}
await Promise.all(Array.from({ length: AT_ONCE }, worker))

if (files.length === 0) {
  sum.failed++
  print(`FAIL  no test file matches ${filters.join(', ') || 'test/**/*.test.ts'}`)
}
print(`\n${sum.skipped} skipped`)
for (const line of skips.sort()) print(line)
print(`${sum.passed} passed, ${sum.failed} failed`)
process.exitCode = sum.failed > 0 ? 1 : 0
