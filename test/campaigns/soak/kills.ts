import { existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from '../../../src/index.js'
import { woodbury } from '../../helpers/cli.js'
import { drawsOf } from './world.js'

/** Longest life of the command after its first checkpoint, in ms; a quarter of all do not come to that. */
const LIFE = 400
const SHORT_LIFE = 400

export interface Kills {
  readonly kills: number
  /** Runs that came to their end between the kills. */
  readonly ends: number
  readonly failures: readonly string[]
  readonly seconds: number
}

/**
 * Kills the command with -9 at random moments and starts it again with --resume: the checkpoint is whole whenever there is
 * one, and the model at the end is that of a run which nobody killed, byte for byte.
 */
export async function killed(kills: number, seed: number): Promise<Kills> {
  const draw = drawsOf(seed)
  const cwd = mkdtempSync(join(tmpdir(), 'woodbury-kills-'))
  const at = (name: string) => join(cwd, name)
  const rows = Array.from({ length: 200 }, (_, i) => `${i},${(i * 7) % 10},${Math.sin(i / 40) + 0.3 * Math.sin(i * i)}`)
  writeFileSync(at('rows.csv'), `n,m,y\n${rows.join('\n')}\n`)
  const train = ['train', '--data', 'rows.csv', '--target', 'y', '--gradient-batch', '50', '--steps', '1000', '--quiet']
  const went = ['--checkpoint', 'c', '--checkpoint-every', '0.02', '--resume', 'c', '--out', 'model']
  const began = performance.now()
  const failures: string[] = []
  let [done, ends] = [0, 0]
  try {
    const unbroken = await woodbury([...train, '--out', 'unbroken'], { cwd })
    if (unbroken.code !== 0) throw new Error(unbroken.stderr)
    while (done < kills && failures.length < 20) {
      const watcher = watch(cwd)
      const { signal, code, stderr } = await woodbury([...train, ...went], {
        cwd,
        started: child => {
          const end = () => void child.kill('SIGKILL')
          if (draw(4) === 0) setTimeout(end, draw(SHORT_LIFE))
          // Not the remains of the one before, which a run clears away before it trains.
          else
            watcher.on('change', (_, name) => {
              if (name === 'c') setTimeout(end, draw(LIFE))
            })
        },
      })
      watcher.close()
      if (existsSync(at('c'))) load(readFileSync(at('c')))
      if (signal === 'SIGKILL') done++
      else if (code !== 0) failures.push(`after ${done} kills: exit code ${code}, ${stderr}`)
      else if (!readFileSync(at('model')).equals(readFileSync(at('unbroken'))))
        failures.push(`after ${done} kills: another model`)
      else ends++
      if (signal !== 'SIGKILL') rmSync(at('c'), { force: true })
    }
  } catch (error) {
    failures.push(`after ${done} kills: ${(error as Error).stack}`)
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
  return { kills: done, ends, failures, seconds: (performance.now() - began) / 1000 }
}
