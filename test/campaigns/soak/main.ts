/**
 * `npm run soak -- [--count 10000] [--kills 200] [--seed 1] [--only node,page,kills]`: so many fits and predictions in one
 * process, and in one page, with aborts, throws, lost workers, disposals and resumes in between, and so many kills of the
 * command while it trains. Nothing fails otherwise than it should, memory is flat, no worker is left.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { hasChromium, reportOf } from './browser.js'
import { killed } from './kills.js'
import { type Ended, verdictOf } from './verdict.js'

const { values: said } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: 'node,page,kills' },
  },
})
const { count, seed } = said
const only = said.only.split(',')
const say = (line: string) => process.stdout.write(`${line}\n`)

/** Seconds for the whole of a soak: a machine that is busy takes its time. */
const PATIENCE = 4 * 3600

async function inNode(): Promise<Ended> {
  const script = fileURLToPath(new URL('node.js', import.meta.url))
  const child = spawn(process.execPath, ['--expose-gc', script, count, seed], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const code = await new Promise(resolve => child.on('close', resolve))
  if (code !== 0) throw new Error(`the process ended with ${code}`)
  return JSON.parse(output) as Ended
}

async function inPage(): Promise<Ended> {
  const report = await reportOf<Ended & { failed?: string }>(
    '/dist/test/campaigns/soak/page.js',
    `count=${count}&seed=${seed}`,
    PATIENCE,
    say,
  )
  if (report.failed) throw new Error(report.failed)
  return report
}

function tell(place: string, ended: Ended): boolean {
  const verdict = verdictOf(ended)
  say(`\n${place}: ${verdict.operations} operations, ${ended.failures.length} failures, ${ended.seconds.toFixed(0)} s`)
  for (const failure of ended.failures) say(`  FAILED ${failure}`)
  for (const row of verdict.memory) say(`  ${row}`)
  say(`  workers: ${verdict.workers}`)
  say(
    `  ${Object.entries(ended.counts)
      .map(([name, n]) => `${name} ${n}`)
      .join(', ')}`,
  )
  return verdict.sound
}

const sound: boolean[] = []
if (only.includes('node')) sound.push(tell('Node', await inNode()))
if (only.includes('page')) {
  if (hasChromium()) sound.push(tell('Chromium', await inPage()))
  else say('\nChromium: not run, there is none here')
}
if (only.includes('kills')) {
  const { kills, ends, failures, seconds } = await killed(Number(said.kills), Number(seed))
  say(`\nkill -9: ${kills} kills, ${ends} runs to the end, ${failures.length} failures, ${seconds.toFixed(0)} s`)
  for (const failure of failures) say(`  FAILED ${failure}`)
  sound.push(failures.length === 0)
}
process.exitCode = sound.every(Boolean) ? 0 : 1
