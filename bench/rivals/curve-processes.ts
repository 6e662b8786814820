import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CurveTask } from '../curves/fits.js'
import { written } from '../curves/terms.js'
import { ceresProgram } from './ceres.js'
import { minpackProgram } from './minpack-lm.js'
import { scriptPath } from './python.js'

/** A fit that another process did and timed. */
export interface Timed {
  readonly ms: number
  readonly parameters: readonly number[]
}

const ENV = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' }

function output(command: string, args: readonly string[], input?: string): string | undefined {
  const { status, stdout } = spawnSync(command, args, { input, env: ENV, encoding: 'utf8', maxBuffer: 2 ** 28 })
  return status === 0 ? stdout : undefined
}

/** What SciPy, in the interpreter that has it, R and Ceres make of the tasks, one process each: for each task by name, undefined for what is not there. */
export function curveProcesses(tasks: readonly CurveTask[], python: string | undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'curves-'))
  try {
    const files = tasks.map(({ x, y }, k) => {
      const file = join(folder, `${k}.f64`)
      writeFileSync(file, new Float64Array([...x, ...y]))
      return file
    })
    return {
      scipy: python === undefined ? undefined : scipy(python, tasks, files),
      minpack: minpack(tasks, files),
      ceres: ceres(tasks, files, folder),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function scipy(
  python: string,
  tasks: readonly CurveTask[],
  files: readonly string[],
): Record<string, Timed>[] | undefined {
  const input = tasks.map(({ terms, start }, k) => ({
    file: files[k],
    start,
    ...written(terms, { functions: 'm.', parameter: at => `p${at}` }),
  }))
  const found = output(python, [scriptPath('scipy-curve-fit.py')], JSON.stringify(input))
  return found === undefined ? undefined : JSON.parse(found)
}

function minpack(tasks: readonly CurveTask[], files: readonly string[]): (Timed | undefined)[] | undefined {
  return linesOf(output('Rscript', ['--vanilla', '-'], minpackProgram(tasks, files)))
}

function ceres(tasks: readonly CurveTask[], files: readonly string[], folder: string) {
  const program = join(folder, 'ceres')
  writeFileSync(`${program}.cpp`, ceresProgram(tasks, files))
  const flags = ['-O2', '-std=c++17', '-I/usr/include/eigen3', `${program}.cpp`, '-o', program, '-lceres', '-lglog']
  return output('g++', flags) === undefined ? undefined : linesOf(output(program, []))
}

/** A line a fit: milliseconds and parameters, or that it failed. */
function linesOf(text: string | undefined): (Timed | undefined)[] | undefined {
  return text
    ?.trim()
    .split('\n')
    .map(line => {
      const [ms, ...parameters] = line.split(' ').map(Number)
      return Number.isFinite(ms) ? { ms, parameters } : undefined
    })
}
