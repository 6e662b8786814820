import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Context, versus } from '../context.js'
import { bundleInto } from '../places/bundle.js'
import { inChromium } from '../places/chromium.js'
import { inDeno } from '../places/deno.js'
import { type Task, tasks } from '../places/measure.js'

const places = {
  deno: { title: 'Deno (the npm package `deno`)', run: inDeno },
  chromium: { title: 'Chromium (/usr/bin/chromium, the npm package `puppeteer-core`)', run: inChromium },
}

const nameOf = ({ name, threads }: Task, place: string) => `${name}.${place}${threads > 1 ? `.t${threads}` : ''}`

/**
 * jax-js where it has threads, which need a shared memory and the web's Worker: it has none in Node. Ours on one thread and
 * on two in the same place; the engine is that of the place, whichever drives it.
 */
export async function placeRows(context: Context): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-places-'))
  try {
    for (const [place, { title, run }] of Object.entries(places)) {
      const named = tasks.map(task => ({ ...task, row: nameOf(task, place) }))
      const wanted = named.filter(({ row }) => context.wants(row))
      if (wanted.length === 0) continue
      if (!(await bundleInto(folder))) {
        context.missing('jax-js')
        return
      }
      const { build, patience } = context
      const report = await run(folder, { build, patience, tasks: wanted })
      if (!report) {
        context.missing(title)
        continue
      }
      const rival = `jax-js, threads: ${report.jaxThreads}`
      for (const [k, { row, threads }] of wanted.entries()) {
        const { times, residual } = report.measured[k]
        versus(context, row, rival, times, residual, { threads })
      }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
