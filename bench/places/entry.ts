/** A program of Deno, and a worker of a page. */
import { measure, type Wanted } from './measure.js'

interface Runtime {
  readonly args: readonly string[]
  exit(code: number): never
}

const { Deno } = globalThis as { Deno?: Runtime }
if (Deno) {
  console.log(JSON.stringify(await measure(JSON.parse(Deno.args[0]) as Wanted)))
  Deno.exit(0)
}
addEventListener('message', async ({ data }: MessageEvent<Wanted>) => {
  try {
    postMessage(await measure(data))
  } catch (error) {
    postMessage({ failed: `${(error as Error).stack}` })
  }
})
