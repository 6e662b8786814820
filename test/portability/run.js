// Runs the packed package in every place, or in those whose name contains an argument; writes the table.
// usage: node run.js <table.md> [part of a name …]
import { writeFileSync } from 'node:fs'
import { NotHere } from './lib/browsers.js'
import { report as table } from './lib/table.js'
import { places } from './places/places.js'

const [file, ...parts] = process.argv.slice(2)
const chosen = places.filter(({ name }) => parts.length === 0 || parts.some(part => name.includes(part)))
const rows = []
let [passed, failed] = [0, 0]

for (const { name, run } of chosen) {
  const began = performance.now()
  const row = { name, result: 'passed' }
  try {
    Object.assign(row, await run())
    passed++
  } catch (error) {
    if (error instanceof NotHere) Object.assign(row, { result: 'not run', note: error.message })
    else {
      Object.assign(row, { result: 'FAILED', note: error.message.split('\n')[0] })
      console.log(error)
      failed++
    }
  }
  row.took = (performance.now() - began) / 1000
  rows.push(row)
  console.log(`${row.result.padEnd(8)} ${name} (${row.took.toFixed(1)} s)${row.note ? `: ${row.note}` : ''}`)
}

if (parts.length === 0) writeFileSync(file, table(rows))
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
