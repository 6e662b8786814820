import { type CurveTask, compiled } from '../curves/fits.js'
import { rival } from './resolve.js'

interface Package {
  nelderMead(f: (p: number[]) => number, start: number[]): { readonly x: number[] }
}

/** fmin's simplex on the sum of squares, with its defaults. */
export async function nelderMead(task: CurveTask): Promise<(() => number[]) | undefined> {
  await rival('fmin')
  // Its file is a script that calls itself a module: what it has to give becomes a global.
  const { fmin } = globalThis as { fmin?: Package }
  if (!fmin) return undefined
  const { value } = compiled(task)
  const { x, y, start } = task
  const rss = (p: number[]) => {
    let sum = 0
    for (let i = 0; i < x.length; i++) sum += (y[i] - value(x[i], p)) ** 2
    return sum
  }
  return () => Array.from(fmin.nelderMead(rss, [...start]).x)
}
